"""Referrals follow appointments and leads, and tell who has to know."""

from datetime import timedelta

import pytest

from models import clock, database, ids
from models.appointments import moving
from models.contacts import Contact
from models.lead_activities import ActivityKind, LeadActivity
from models.leads import Lead, LeadState
from models.notifications import Notification
from models.points import rules
from models.points.deeds import DeedKind
from models.points.ledger import PointsEntry
from models.referrals.rows import ReferralStage
from tests import friends, people, places, postbox, prospects, showrooms
from tests.postbox import Postbox
from tests.showrooms import NOW, STAFF, TEN

pytestmark = pytest.mark.usefixtures("db")
SOON = clock.now() + timedelta(days=1)


async def test_the_inviter_hears_that_a_friend_came_without_a_name() -> None:
    referral, box = await friends.brought("Ann", "Ben"), Postbox()
    assert await box.fetch() == []
    note = await Notification.get(topic="referral.claimed")
    assert (note.member_id, note.detail) == (referral.inviter_id, {"referral": str(referral.id)})


async def test_operators_hear_of_what_is_flagged() -> None:
    referral, box = await friends.brought("Ann", "Ben"), Postbox()
    olga = await people.operator()
    for name in ("Ann", "Ben"):
        await people.member(name, phone="+8613912345678")
    await friends.advance(referral, ReferralStage.LEAD)
    await box.fetch()
    note = await Notification.get(topic="referral.flagged")
    assert (note.member_id, note.detail) == (olga.member_id, {"referral": str(referral.id)})


async def test_a_friend_who_books_comes_and_buys_brings_the_inviter_on_stage_by_stage() -> None:
    box, dealer = Postbox(), await places.dealer()
    dora = await prospects.staff(dealer)
    with clock.injected(lambda: NOW):
        referral = await friends.brought("Ann", "Ben")
        made = await showrooms.book(await showrooms.offer(dealer), "Ben")
        await box.fetch()
        assert await friends.stage(referral) == "LEAD"
        assert await friends.points(referral.inviter_id) == 0
    with clock.injected(lambda: TEN):
        async with database.transaction():
            await moving.arrive(made, by=STAFF)
        await box.fetch()
        assert await friends.stage(referral) == "TEST_DRIVE"
        assert await friends.points(referral.inviter_id) == 200
        lead = await Lead.get()
        for state in ("ACKNOWLEDGED", "CONTACTED", "TEST_DRIVE", "OFFER", "WON"):
            async with database.transaction():
                await lead.move(LeadState(state), "", by=dora.as_member())
        await box.fetch()
        assert await friends.stage(referral) == "ORDERED"
        assert await friends.points(referral.inviter_id) == 2200
        await LeadActivity.create(lead=lead, kind=ActivityKind.CALL, actor_id=STAFF)
        async with database.transaction():
            await lead.move(LeadState.LOST, "The sale was taken back", by=dora.as_member())
        await box.fetch()
        assert await friends.stage(referral) == "TEST_DRIVE"
        assert await friends.points(referral.inviter_id) == 200
    assert await postbox.failures() == []


async def test_the_last_stage_is_rewarded_when_the_car_is_there_and_taken_back_with_the_sale() -> (
    None
):
    box, referral = Postbox(), await friends.brought("Ann", "Ben")
    async with database.transaction():
        await rules.create(
            DeedKind.REFERRED_OWNER, points=500, growth=0, daily_cap=None, starts_at=SOON, by=STAFF
        )
    own = await Contact.create(name="Ben", member_id=referral.invitee_id)
    lead = await Lead.create(dealer=await places.dealer(), contact=own, state=LeadState.OFFER)
    await LeadActivity.create(lead=lead, kind=ActivityKind.CALL, actor_id=STAFF)
    with clock.injected(lambda: SOON):
        await lead.move(LeadState.WON, "", by=STAFF)
        await lead.deliver(by=STAFF)
        await box.fetch()
        assert await friends.stage(referral) == "DELIVERED"
        assert await friends.points(referral.inviter_id) == 2500
        await lead.move(LeadState.LOST, "The sale was taken back", by=STAFF)
        await box.fetch()
        assert await friends.stage(referral) == "REGISTERED"
        assert await friends.points(referral.inviter_id) == 0
    entries = await PointsEntry.filter(currency="POINTS")
    assert sorted(entry.amount for entry in entries) == [-2000, -500, 500, 2000]
    assert await postbox.failures() == []


async def test_a_delivery_that_is_heard_of_after_the_sale_was_taken_back_earns_nothing() -> None:
    referral, lead_id = await friends.brought("Ann", "Ben"), ids.new()
    await friends.reverse(referral, ReferralStage.DELIVERED, lead_id)
    await friends.advance(referral, ReferralStage.DELIVERED, lead_id)
    assert await friends.stage(referral) == "REGISTERED"
