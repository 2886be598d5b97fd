"""Leads are taken from step to step, and every other step is refused."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from tortoise.exceptions import IntegrityError

from models import clock, database
from models.audit import AuditEntry
from models.dealers import Dealer
from models.lead_activities import ActivityKind, LeadActivity
from models.lead_changes import LeadChange, LeadChangeKind
from models.leads import Lead, LeadMove, LeadState
from models.outbox import OutboxMessage
from models.refusals import InvalidTransition, NeverAttempted, NotFound, TextEmpty
from tests import people, prospects, races
from tests.prospects import DOORS

NOON = DOORS + timedelta(hours=2)

_STEPS = (
    LeadState.NEW, LeadState.ACKNOWLEDGED, LeadState.CONTACTED, LeadState.TEST_DRIVE,
    LeadState.OFFER, LeadState.WON,
)  # fmt: skip
_ALLOWED = set(pairwise(_STEPS)) | {(state, LeadState.LOST) for state in _STEPS}


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.injected(lambda: NOON):
        yield


async def _kinds() -> list[LeadChangeKind]:
    return [change.kind for change in await LeadChange.all().order_by("id")]


@pytest.mark.usefixtures("db")
async def test_a_lead_goes_from_new_to_won_and_each_step_is_written_down() -> None:
    lead = await prospects.lead(await prospects.dealer())
    dora = await people.member("Dora")

    for state in _STEPS[1:]:
        lead = await lead.move(state, "  Went well. ", by=dora.id)
        assert lead.state is state

    steps = await LeadMove.all().order_by("id")
    assert [(step.from_state, step.to_state, step.note, step.actor_id) for step in steps] == [
        (before, after, "Went well.", dora.id) for before, after in pairwise(_STEPS)
    ]
    assert (await _kinds())[1:] == [LeadChangeKind.UPDATED] * 5
    assert (lead.acknowledged_at, lead.contacted_at) == (NOON, NOON)
    entries = await AuditEntry.filter(action="lead.move").order_by("id")
    assert [(e.actor_id, e.subject_id, e.detail["after"]) for e in entries] == [
        (dora.id, lead.id, state) for state in _STEPS[1:]
    ]


@pytest.mark.usefixtures("db")
async def test_every_other_step_is_refused_and_writes_nothing() -> None:
    dealer, dora = await prospects.dealer(), await people.member("Dora")
    for before in LeadState:
        for after in LeadState:
            if (before, after) in _ALLOWED:
                continue
            lead = await prospects.lead(dealer)
            lost = {"lost_reason": "x"} if before is LeadState.LOST else {}
            await Lead.filter(id=lead.id).update(state=before, **lost)
            with pytest.raises(InvalidTransition) as refusal:
                await lead.move(after, "why", by=dora.id)
            assert refusal.value.facts == {"before": before.value, "after": after.value}
            assert (await Lead.get(id=lead.id)).state is before
    assert await LeadMove.all().count() == 0
    assert set(await _kinds()) == {LeadChangeKind.CAPTURED}


@pytest.mark.usefixtures("db")
async def test_a_lost_lead_needs_a_reason_and_an_attempt_and_keeps_the_reason() -> None:
    lead, dora = await prospects.lead(await prospects.dealer()), await people.member("Dora")

    with pytest.raises(NeverAttempted):
        await lead.move(LeadState.LOST, "Bought elsewhere", by=dora.id)
    await LeadActivity.create(lead=lead, kind=ActivityKind.NOTE, actor_id=dora.id)
    with pytest.raises(NeverAttempted):
        await lead.move(LeadState.LOST, "Bought elsewhere", by=dora.id)
    await LeadActivity.create(lead=lead, kind=ActivityKind.CALL, actor_id=dora.id)
    with pytest.raises(TextEmpty) as refusal:
        await lead.move(LeadState.LOST, " \n ", by=dora.id)
    assert refusal.value.field == "reason"
    assert await LeadMove.all().count() == 0

    lost = await lead.move(LeadState.LOST, "Bought elsewhere", by=dora.id)
    assert (lost.state, lost.lost_reason) == (LeadState.LOST, "Bought elsewhere")


@pytest.mark.usefixtures("db")
async def test_a_withdrawn_lead_cannot_be_moved() -> None:
    lead, dora = await prospects.lead(await prospects.dealer()), await people.member("Dora")
    await Lead.filter(id=lead.id).update(withdrawn_at=NOON)

    with pytest.raises(NotFound):
        await lead.move(LeadState.ACKNOWLEDGED, "", by=dora.id)
    assert await LeadMove.all().count() == 0


@pytest.mark.usefixtures("db")
async def test_ten_who_move_a_lead_at_once_take_one_step() -> None:
    lead, dora = await prospects.lead(await prospects.dealer()), await people.member("Dora")

    async def move() -> bool:
        async with database.transaction():
            await lead.move(LeadState.ACKNOWLEDGED, "", by=dora.id)
        return True

    outcomes = await asyncio.gather(*(move() for _ in range(10)), return_exceptions=True)

    assert sum(outcome is True for outcome in outcomes) == 1
    assert sum(isinstance(outcome, InvalidTransition) for outcome in outcomes) == 9
    assert await LeadMove.all().count() == 1


async def _won(dealer: Dealer) -> Lead:
    lead = await prospects.lead(dealer)
    await Lead.filter(id=lead.id).update(state=LeadState.WON)
    return lead


@pytest.mark.usefixtures("db")
async def test_that_a_car_was_handed_over_is_said_once_however_many_say_it() -> None:
    lead, dora = await _won(await prospects.dealer()), await people.member("Dora")

    assert await races.raced(partial(lead.deliver, by=dora.id) for _ in range(8)) == {races.DONE: 8}

    assert (await Lead.get(id=lead.id)).delivered_at == NOON
    assert await _kinds() == [LeadChangeKind.CAPTURED, LeadChangeKind.UPDATED]
    assert await OutboxMessage.filter(topic="lead.delivered").count() == 1
    entry = await AuditEntry.get(action="lead.deliver")
    assert (entry.actor_id, entry.subject_id) == (dora.id, lead.id)


@pytest.mark.usefixtures("db")
async def test_only_a_lead_that_is_won_and_in_sight_is_delivered() -> None:
    dealer, dora = await prospects.dealer(), await people.member("Dora")
    for state in set(LeadState) - {LeadState.WON}:
        lead = await prospects.lead(dealer)
        await Lead.filter(id=lead.id).update(state=state, lost_reason="x")
        with pytest.raises(InvalidTransition) as refusal:
            await lead.deliver(by=dora.id)
        assert refusal.value.facts == {"before": state.value, "after": "DELIVERED"}
    gone = await _won(dealer)
    await Lead.filter(id=gone.id).update(withdrawn_at=NOON)
    with pytest.raises(NotFound):
        await gone.deliver(by=dora.id)
    assert await Lead.exclude(delivered_at=None).count() == 0
    assert await OutboxMessage.filter(topic="lead.delivered").count() == 0
    with pytest.raises(IntegrityError):
        await Lead.filter(state=LeadState.NEW).update(delivered_at=NOON)
