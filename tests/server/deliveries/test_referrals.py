"""Referrals follow appointments and leads, and tell who has to know."""

import pytest

from models import clock, database
from models.appointments import moving
from models.lead_activities import ActivityKind, LeadActivity
from models.leads import Lead, LeadState
from models.notifications import Notification
from models.referrals.rows import ReferralStage
from tests import friends, people, places, postbox, prospects, showrooms
from tests.postbox import Postbox
from tests.showrooms import NOW, STAFF, TEN

pytestmark = pytest.mark.usefixtures("db")


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
