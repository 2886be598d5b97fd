"""Lead clocks: whoever does not acknowledge in time is told, then the next, each once."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest

from models import clock, database, grants, ids, lead_clocks, lead_intake
from models.grants import Role
from models.lead_clocks import EscalationStep, LeadEscalation
from models.leads import Lead, LeadState
from models.mails import Mail
from models.outbox import OutboxMessage
from tests import people, prospects
from tests.enquiries import enquiry, person
from tests.postbox import Postbox
from tests.prospects import DOORS

MINUTE = timedelta(minutes=1)


async def _captured() -> Lead:
    dealer = await prospects.dealer()
    with clock.injected(lambda: DOORS):
        await lead_intake.take([enquiry(dealer, await person(dealer))])
    return await Lead.get()


def _moment(at: datetime) -> datetime:
    return at


async def _steps() -> list[EscalationStep]:
    return [one.step for one in await LeadEscalation.all().order_by("at")]


@pytest.mark.usefixtures("db")
async def test_a_silent_lead_goes_from_staff_to_managers_to_the_brand_each_once() -> None:
    await _captured()
    seen = []
    for minutes in (29, 30, 31, 59, 60, 61, 89, 90, 500):
        await lead_clocks.escalate(DOORS + minutes * MINUTE)
        seen.append(len(await _steps()))

    assert seen == [0, 1, 1, 1, 2, 2, 2, 3, 3]
    assert await _steps() == list(EscalationStep)
    assert await OutboxMessage.filter(topic="lead.escalated").count() == 3


@pytest.mark.parametrize("change", ["acknowledged", "withdrawn"])
@pytest.mark.usefixtures("db")
async def test_what_is_acknowledged_or_withdrawn_is_not_escalated(change: str) -> None:
    lead = await _captured()
    dora = await people.member("Dora")
    if change == "acknowledged":
        await lead.move(LeadState.ACKNOWLEDGED, "", by=dora.id)
    else:
        await Lead.all().update(withdrawn_at=DOORS)

    assert await lead_clocks.escalate(DOORS + 90 * MINUTE) == 0
    assert await _steps() == []


async def test_many_workers_at_once_take_each_step_once(db: str) -> None:
    del db
    await _captured()

    await asyncio.gather(*(lead_clocks.escalate(DOORS + 30 * MINUTE) for _ in range(10)))

    assert await _steps() == [EscalationStep.STAFF]
    assert await OutboxMessage.filter(topic="lead.escalated").count() == 1


@pytest.mark.usefixtures("db")
async def test_letters_go_to_who_has_the_lead_then_to_managers_then_to_operators() -> None:
    lead = await _captured()
    dora, eve, max_, olga = [await people.member(name) for name in ("Dora", "Eve", "Max", "Olga")]
    with clock.injected(lambda: DOORS):
        for member, role, scope in (
            (dora, Role.DEALER_STAFF, lead.dealer_id), (eve, Role.DEALER_STAFF, lead.dealer_id),
            (max_, Role.DEALER_MANAGER, lead.dealer_id), (olga, Role.OPERATOR, None),
        ):  # fmt: skip
            await grants.give(member, role, scope, by=None)
        await Lead.all().update(assignee_id=dora.id)
        await OutboxMessage.all().delete()
    box = Postbox()
    told = []
    for minutes in (30, 60, 90):
        with clock.injected(partial(_moment, DOORS + minutes * MINUTE)):
            await lead_clocks.escalate(clock.now())
            await box.fetch()
            told.append({mail.to_address for mail in await Mail.all()})
            await Mail.all().delete()

    assert told == [{dora.email}, {max_.email}, {olga.email}]


@pytest.mark.usefixtures("db")
async def test_where_a_dealer_has_no_staff_the_first_step_is_for_the_brand() -> None:
    await _captured()
    olga = await people.member("Olga")
    with clock.injected(lambda: DOORS):
        await grants.give(olga, Role.OPERATOR, by=None)
    box = Postbox()
    with clock.injected(partial(_moment, DOORS + 30 * MINUTE)):
        await lead_clocks.escalate(clock.now())
        letters = await box.fetch()
    assert [letter["To"] for letter in letters][-1] == olga.email


@pytest.mark.usefixtures("db")
async def test_a_lead_that_is_handed_on_unanswered_was_never_acknowledged() -> None:
    lead = await _captured()
    async with database.transaction():
        await (await lead.in_sight()).take(LeadState.RECYCLED, "Moved", by=ids.new())
    assert (await Lead.get(id=lead.id)).acknowledged_at is None
