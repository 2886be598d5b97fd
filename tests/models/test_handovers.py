"""Handovers: one way through their states, and of those who agree one lead each."""

from functools import partial

import pytest
from tortoise.exceptions import IntegrityError

from models import database, lead_withdrawals
from models.audit import AuditEntry
from models.communities import Community
from models.consents import Consent
from models.contacts import Contact
from models.handovers import joining, rows
from models.handovers.rows import Handover, HandoverState, HandoverStep
from models.leads import Lead, LeadState
from models.outbox import OutboxMessage
from models.touches import LeadSource, Touch
from tests import communities, everything, handovers, people, prospects
from tests.handovers import WAY, join, place, take
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")

ALLOWED = {
    HandoverState.PROPOSED: {
        HandoverState.ACCEPTED,
        HandoverState.DECLINED,
        HandoverState.ENDED,
    },
    HandoverState.ACCEPTED: {HandoverState.ACTIVE, HandoverState.ENDED},
    HandoverState.ACTIVE: {HandoverState.ENDED},
    HandoverState.DECLINED: set(),
    HandoverState.ENDED: set(),
}


@pytest.mark.parametrize("state", HandoverState)
async def test_each_state_leads_to_those_that_follow_and_every_other_step_is_refused(
    db: str, state: HandoverState
) -> None:
    lens, pia = await communities.circle("Lens"), await people.member("Pia")
    for to in set(HandoverState) - {HandoverState.PROPOSED}:
        made = await handovers.handover(lens, await prospects.dealer(f"{to} Cars"), state)
        before = await everything.rows_of(db)
        outcome = await raced([partial(take, made, to, pia)])
        if to in ALLOWED[state]:
            assert outcome == {DONE: 1}
            assert (await Handover.get(id=made.id)).state is to
        else:
            assert outcome == {"INVALID_TRANSITION": 1}
            assert await everything.rows_of(db) == before


async def test_every_step_keeps_who_and_why_is_audited_and_told() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    made = await handovers.handover(lens, dealer, HandoverState.DECLINED)
    pia = await people.member("Pia")

    assert await handovers.steps(made) == [
        (None, HandoverState.PROPOSED),
        (HandoverState.PROPOSED, HandoverState.DECLINED),
    ]
    kept = await HandoverStep.all().order_by("id")
    assert [(step.actor_id, step.reason) for step in kept] == [(pia.id, ""), (pia.id, "Too far.")]
    topics = ["handover.proposed", "handover.declined"]
    written = await AuditEntry.filter(subject_id=made.id).order_by("id")
    assert [(entry.actor_id, entry.action) for entry in written] == [
        (pia.id, topic) for topic in topics
    ]
    told = await OutboxMessage.filter(topic__in=topics).order_by("id")
    assert [message.payload for message in told] == [{"handover": str(made.id)}] * 2


async def test_between_a_community_and_a_dealer_one_at_most_is_not_over() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    pia = await people.member("Pia")
    for state in WAY.keys() - {HandoverState.DECLINED, HandoverState.ENDED}:
        made = await handovers.handover(lens, dealer, state)
        assert await raced([lambda: rows.propose(lens, dealer, by=pia.id)]) == {
            "HANDOVER_UNDER_WAY": 1
        }
        with pytest.raises(IntegrityError):
            await Handover.create(community=lens, dealer=dealer)
        async with database.transaction():
            await made.end("", by=pia.id)
    await handovers.handover(lens, dealer, HandoverState.DECLINED)
    await handovers.handover(lens, dealer)
    await handovers.handover(lens, await prospects.dealer("Other Cars"))
    await handovers.handover(await communities.circle("Wheels"), dealer)


async def test_an_archived_community_is_neither_proposed_nor_opened_nor_joined() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann = await people.member("Ann")
    await communities.inside(lens, ann)
    accepted = await handovers.handover(lens, dealer, HandoverState.ACCEPTED)
    active = await handovers.handover(lens, await prospects.dealer("Other Cars"))
    third = await prospects.dealer("Third Cars")
    async with database.transaction():
        await lens.archive(by=ann.id)

    verbs = [
        lambda: rows.propose(lens, third, by=ann.id),
        lambda: accepted.activate(by=ann.id),
        lambda: join(active, ann),
    ]
    assert await raced(verbs) == {"COMMUNITY_ARCHIVED": 3}
    assert (await Handover.all().count(), await Lead.all().count()) == (2, 0)


@pytest.mark.parametrize(
    ("state", "to"),
    [(state, to) for state in HandoverState for to in sorted(ALLOWED[state])],
)
async def test_of_many_who_take_the_same_step_at_once_one_does(
    state: HandoverState, to: HandoverState
) -> None:
    lens, pia = await communities.circle("Lens"), await people.member("Pia")
    made = await handovers.handover(lens, await prospects.dealer(), state)
    before = len(await handovers.steps(made))

    outcomes = await raced([lambda: take(made, to, pia)] * 8)

    assert outcomes == {DONE: 1, "INVALID_TRANSITION": 7}
    assert len(await handovers.steps(made)) == before + 1


async def test_of_many_who_propose_at_once_one_does() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    pia = await people.member("Pia")
    outcomes = await raced([lambda: rows.propose(lens, dealer, by=pia.id)] * 8)
    assert outcomes == {DONE: 1, "HANDOVER_UNDER_WAY": 7}
    assert (await Handover.all().count(), await HandoverStep.all().count()) == (1, 1)


async def test_who_agrees_has_a_receipt_and_is_a_lead_by_their_place_in_the_community() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann = await people.member("Ann")
    await communities.inside(lens, ann)
    made = await handovers.handover(lens, dealer)

    await join(made, ann)

    consent, touch, lead = await Consent.get(), await Touch.get(), await Lead.get()
    contact = await Contact.get(member_id=ann.id)
    assert (consent.subject, consent.dealer_id, consent.is_granted) == (
        contact.pseudonym,
        dealer.id,
        True,
    )
    assert (consent.method, consent.text_version, consent.language) == ("HANDOVER", 1, "en")
    assert (touch.source, touch.ref) == (LeadSource.HANDOVER, (await place(made, ann)).id)
    assert (lead.id, lead.dealer_id, lead.contact_id) == (touch.lead_id, dealer.id, contact.id)


async def test_of_many_joins_of_a_member_at_once_there_is_one_lead() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann = await people.member("Ann")
    await communities.inside(lens, ann)
    made = await handovers.handover(lens, dealer)

    assert await raced([lambda: join(made, ann)] * 8) == {DONE: 8}

    assert (await Lead.all().count(), await Touch.all().count()) == (1, 1)
    assert await joining.agreed_counts([made.id]) == {made.id: 1}


async def test_of_joins_and_an_end_at_once_nobody_agrees_after_it() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    crew = [await people.member(f"Ann{number}") for number in range(6)]
    await communities.inside(lens, *crew)
    made = await handovers.handover(lens, dealer)
    pia = await people.member("Pia")

    joins = [partial(join, made, ann) for ann in crew]
    outcomes = await raced([*joins[:3], lambda: made.end("", by=pia.id), *joins[3:]])

    ended = await HandoverStep.get(to_state=HandoverState.ENDED)
    assert outcomes[DONE] + outcomes["HANDOVER_NOT_ACTIVE"] == 7
    assert await Lead.all().count() == outcomes[DONE] - 1
    assert await Touch.filter(at__gt=ended.at).count() == 0


async def test_of_joining_and_leaving_at_once_only_who_is_inside_agrees() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann = await people.member("Ann")
    await communities.inside(lens, ann)
    made = await handovers.handover(lens, dealer)
    own = await place(made, ann)

    outcomes = await raced([lambda: join(made, ann), own.leave])

    assert outcomes in ({DONE: 2}, {DONE: 1, "MEMBERS_ONLY": 1})
    assert await Lead.all().count() == outcomes[DONE] - 1


async def test_what_was_agreed_stays_until_it_is_withdrawn_and_counts_again_when_agreed_anew() -> (
    None
):
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await communities.inside(lens, ann, ben)
    made = await handovers.handover(lens, dealer)
    await join(made, ann)
    await join(made, ben)
    async with database.transaction():
        await made.end("", by=ann.id)
    again = await handovers.handover(lens, dealer)

    assert await joining.agreed_counts([made.id, again.id]) == {made.id: 2, again.id: 2}
    await lead_withdrawals.withdraw(
        [await Contact.get(member_id=ann.id)], dealer.id, method="API", by=ann.id
    )
    assert await joining.agreed_counts([again.id]) == {again.id: 1}
    assert await joining.agreed_to(ann.id, [again.id]) == set()
    assert await joining.agreed_to(ben.id, [again.id]) == {again.id}
    assert await Lead.filter(withdrawn_at=None).count() == 1

    await join(again, ann)
    assert await joining.agreed_counts([again.id]) == {again.id: 2}
    assert (await Lead.all().count(), await Touch.all().count()) == (2, 2)


async def test_who_agrees_in_two_communities_is_one_lead_and_counts_in_both() -> None:
    lens, wheels = await communities.circle("Lens"), await communities.circle("Wheels")
    dealer, ann = await prospects.dealer(), await people.member("Ann")
    made = []
    for community in (lens, wheels):
        await communities.inside(community, ann)
        made.append(await handovers.handover(community, dealer))
        await join(made[-1], ann)

    assert (await Lead.all().count(), await Touch.all().count()) == (1, 2)
    assert await joining.agreed_counts([one.id for one in made]) == {one.id: 1 for one in made}


@pytest.mark.parametrize("state", sorted(WAY.keys() - {HandoverState.ACTIVE}))
async def test_nobody_agrees_unless_it_is_active(db: str, state: HandoverState) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    await communities.inside(lens, ann)
    made = await handovers.handover(lens, await prospects.dealer(), state)
    before = await everything.rows_of(db)
    assert await raced([lambda: join(made, ann)]) == {"HANDOVER_NOT_ACTIVE": 1}
    assert await everything.rows_of(db) == before


async def test_who_is_not_inside_or_reads_no_words_does_not_agree_and_nothing_is_written(
    db: str,
) -> None:
    lens = await communities.circle("Lens")
    ann, ben, eve = [await people.member(name) for name in ("Ann", "Ben", "Eve")]
    await communities.inside(lens, ann, ben)
    made = await handovers.handover(lens, await prospects.dealer())
    async with database.transaction():
        await (await place(made, ben)).leave()
    before = await everything.rows_of(db)

    assert await raced([lambda: join(made, ben), lambda: join(made, eve)]) == {"MEMBERS_ONLY": 2}
    assert await raced([lambda: join(made, ann, text_version=9)]) == {"CONSENT_TEXT_UNKNOWN": 1}
    assert await everything.rows_of(db) == before
    assert (await Community.get(id=lens.id)).member_count == 1


@pytest.mark.parametrize("state", [LeadState.WON, LeadState.LOST])
async def test_who_has_bought_or_was_lost_and_agrees_again_is_a_new_lead_and_counts_once(
    state: LeadState,
) -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann = await people.member("Ann")
    await communities.inside(lens, ann)
    made = await handovers.handover(lens, dealer)
    await join(made, ann)
    reason = "Gone" if state is LeadState.LOST else ""
    await Lead.all().update(state=state, lost_reason=reason)

    for _ in range(2):
        await join(made, ann)

    assert {lead.state for lead in await Lead.all()} == {state, LeadState.NEW}
    assert (await Lead.all().count(), await Touch.all().count()) == (2, 3)
    assert await joining.agreed_counts([made.id]) == {made.id: 1}
