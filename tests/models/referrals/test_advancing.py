from datetime import timedelta
from functools import partial
from itertools import permutations
from random import Random

import pytest

from models import clock, database, ids
from models.contacts import Contact
from models.outbox import OutboxMessage
from models.points import rules
from models.points.deeds import DeedKind
from models.points.ledger import PointsEntry
from models.referrals import advancing
from models.referrals.rows import Referral, ReferralFlag, ReferralStage, ReferralVerdict
from models.refusals import InvalidTransition, ReferralsHaveNoCap
from tests import friends, people, races

pytestmark = pytest.mark.usefixtures("db")
DRIVE, ORDER = ReferralStage.TEST_DRIVE, ReferralStage.ORDERED
BY = ids.new()


async def test_the_inviter_is_rewarded_at_the_stage_that_rules_name_once() -> None:
    referral = await friends.brought("Ann", "Ben")
    assert await friends.stage(referral) == "REGISTERED"
    for stage, points in (
        (ReferralStage.LEAD, 0), (DRIVE, 200), (DRIVE, 200), (ORDER, 2200),
        (ReferralStage.DELIVERED, 2200),
    ):  # fmt: skip
        await friends.advance(referral, stage)
        assert await friends.points(referral.inviter_id) == points
        assert await friends.stage(referral) == stage
    assert await friends.points(referral.invitee_id) == 0


async def test_a_reward_is_taken_back_with_the_sale_by_a_new_entry() -> None:
    referral = await friends.brought("Ann", "Ben")
    sale = ids.new()
    await friends.advance(referral, ORDER, sale)
    for _ in range(2):
        await friends.reverse(referral, ORDER, sale)
    assert await friends.points(referral.inviter_id) == 0
    entries = await PointsEntry.filter(currency="POINTS").order_by("id")
    assert [entry.amount for entry in entries] == [2000, -2000]
    assert await friends.stage(referral) == "REGISTERED"
    await friends.advance(referral, ORDER, sale)  # told again, after it was taken back
    assert await friends.points(referral.inviter_id) == 0
    await friends.advance(referral, ORDER)  # another sale
    assert await friends.points(referral.inviter_id) == 2000


async def test_rewards_go_one_generation_up_and_no_further() -> None:
    parents = await friends.brought("Ann", "Ben")
    children = await friends.brought("Ben", "Cem")
    await friends.advance(children, ORDER)
    assert await friends.points(children.inviter_id) == 2000
    assert await friends.points(parents.inviter_id) == 0


async def test_steps_come_to_the_same_in_any_order() -> None:
    now = clock.now()
    sales = [ids.new(), ids.new()]
    told = [
        partial(friends.advance, stage=DRIVE, source_id=sales[0], at=now),
        partial(friends.advance, stage=ORDER, source_id=sales[0], at=now),
        partial(friends.reverse, stage=ORDER, source_id=sales[0]),
        partial(friends.advance, stage=ORDER, source_id=sales[1], at=now + timedelta(days=1)),
    ]
    for number, order in enumerate(permutations(told)):
        referral = await friends.brought(f"A{number}", f"B{number}")
        for tell in order:
            await tell(referral)
        assert await friends.points(referral.inviter_id) == 2200
        assert await friends.stage(referral) == "ORDERED"


async def test_steps_told_by_many_at_once_are_rewarded_once() -> None:
    referral = await friends.brought("Ann", "Ben")
    sale = ids.new()
    tellings = [partial(friends.advance, referral, ORDER, sale)] * 4
    tellings += [partial(friends.advance, referral, DRIVE, ids.new()) for _ in range(4)]
    Random(7).shuffle(tellings)
    assert await races.raced(tellings) == {races.DONE: 8}
    assert await friends.points(referral.inviter_id) == 2200
    assert await PointsEntry.filter(currency="POINTS").count() == 2


async def test_a_step_of_a_contact_is_that_of_its_member_and_strangers_change_nothing() -> None:
    referral = await friends.brought("Ann", "Ben")
    own = await Contact.create(name="Ben", member_id=referral.invitee_id)
    guest = await Contact.create(name="Guest")
    await advancing.advance(own.id, DRIVE, clock.now(), ids.new())
    for stranger in (guest.id, ids.new(), referral.inviter_id):
        await advancing.advance(stranger, ORDER, clock.now(), ids.new())
    assert await friends.points(referral.inviter_id) == 200


async def test_a_rule_of_the_time_of_the_step_prices_it() -> None:
    referral = await friends.brought("Ann", "Ben")
    later = clock.now() + timedelta(days=1)
    async with database.transaction():
        await rules.create(
            DeedKind.REFERRED_ORDER, points=5, growth=0, daily_cap=None, starts_at=later, by=BY
        )
    await friends.advance(referral, ORDER, at=later - timedelta(seconds=1))
    other = await friends.brought("Ann", "Cem")
    await friends.advance(other, ORDER, at=later)
    assert await friends.points(referral.inviter_id) == 2005


async def test_rewards_for_friends_have_no_cap() -> None:
    with pytest.raises(ReferralsHaveNoCap):
        await rules.create(
            DeedKind.REFERRED_DRIVE, points=1, growth=0, daily_cap=1, by=BY,
            starts_at=clock.now() + timedelta(days=1),
        )  # fmt: skip


async def test_without_an_order_within_a_year_it_lapses_and_earns_nothing_more() -> None:
    referral = await friends.brought("Ann", "Ben")
    late = referral.lapses_at + timedelta(seconds=1)
    with clock.injected(lambda: late):
        assert await friends.stage(referral) == "LAPSED"
        await friends.advance(referral, ORDER)
        assert await friends.stage(referral) == "LAPSED"
    assert await friends.points(referral.inviter_id) == 0
    await friends.advance(referral, ORDER, at=referral.lapses_at)
    await friends.advance(referral, ReferralStage.DELIVERED, at=late)
    with clock.injected(lambda: late):
        assert await friends.stage(referral) == "DELIVERED"
    assert await friends.points(referral.inviter_id) == 2000


async def test_one_person_in_two_accounts_is_found_when_the_phone_is_told() -> None:
    referral = await friends.brought("Ann", "Ben")
    await friends.advance(referral, DRIVE)
    for name in ("Ann", "Ben"):
        await people.member(name, phone="+8613912345678")
    await friends.advance(referral, ORDER)
    flagged = await Referral.get(id=referral.id)
    assert (flagged.flag, flagged.verdict) == (ReferralFlag.SAME_PERSON, None)
    assert await friends.points(referral.inviter_id) == 0
    assert await OutboxMessage.filter(topic="referral.flagged").count() == 1
    for verdict, points in (
        (ReferralVerdict.CLEARED, 2200), (ReferralVerdict.VOIDED, 0),
        (ReferralVerdict.CLEARED, 2200),
    ):  # fmt: skip
        async with database.transaction():
            await advancing.review(flagged, verdict, "They share a phone", by=BY)
        assert await friends.points(referral.inviter_id) == points


async def test_what_is_not_flagged_is_not_reviewed() -> None:
    referral = await friends.brought("Ann", "Ben")
    with pytest.raises(InvalidTransition):
        await advancing.review(referral, ReferralVerdict.VOIDED, "Why", by=BY)
