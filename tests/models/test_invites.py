"""Invites: who came to an event by a member's code, and what follows for both of them."""

from functools import partial

import pytest
from tortoise.exceptions import IntegrityError

from models import invites
from models.contacts import Contact
from models.event_dealers import EventDealer
from models.events import Event
from models.invites import Invite
from models.leads import Lead
from models.outbox import OutboxMessage
from models.referrals.rows import Referral
from models.refusals import NotOneself, ReferralCodeUnknown
from models.registrations import Registration
from models.seats import Seat
from models.touches import LeadSource, Touch
from tests import doors, enquiries, friends, people, places, postbox, races
from tests.client import Api
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")


async def _inviters() -> list[tuple[object, object]]:
    return [(row.member_id, row.inviter_id) for row in await Registration.all().order_by("id")]


async def test_who_registers_by_a_code_is_remembered_as_invited_by_its_member() -> None:
    event, ann, ben = await places.event(), await people.member("Ann"), await people.member("Ben")
    code = await friends.code_of(ann)
    await places.register(event, ben, invite=f" {code[:4].lower()}-{code[4:]} ")
    await places.register(event, ann)
    assert await _inviters() == [(ben.id, ann.id), (ann.id, None)]


async def test_ones_own_codes_and_those_that_are_not_good_are_refused() -> None:
    event = await places.event()
    ann = await people.member("Ann", phone="+8613912345678")
    twin = await people.member("Twin", phone="+8613912345678")
    old, good = await friends.code_of(ann), await friends.code_of(ann)
    for member, code, refusal in (
        (ann, good, NotOneself), (twin, good, NotOneself), (await people.member("Ben"), old,
        ReferralCodeUnknown), (await people.member("Ben"), "nonsense", ReferralCodeUnknown),
    ):  # fmt: skip
        with pytest.raises(refusal) as refused:
            await places.register(event, member, invite=code)
        assert refused.value.field == "invite"
    assert await _inviters() == []
    assert await Seat.all().count() == await Contact.all().count() == 0
    assert await OutboxMessage.filter(topic__startswith="registration").count() == 0


async def test_the_database_itself_lets_nobody_invite_themselves() -> None:
    event, ann = await places.event(), await people.member("Ann")
    party = await places.register(event, ann)
    with pytest.raises(IntegrityError):
        await Registration.filter(id=party.id).update(inviter_id=ann.id)


async def test_an_invite_brings_a_friend_whom_nobody_brought_before() -> None:
    box, events = Postbox(), [await places.event(title=title) for title in ("One", "Two")]
    for inviter, event in zip(("Ann", "Cem"), events, strict=True):
        await places.register(event, "Ben", invite=await friends.code_of(inviter))
        await box.fetch()
    [referral] = await Referral.all()
    ann = await people.member("Ann")
    assert (referral.inviter_id, await friends.stage(referral)) == (ann.id, "REGISTERED")
    assert [inviter for _, inviter in await _inviters()] == [
        ann.id,
        (await people.member("Cem")).id,
    ]
    assert await postbox.failures() == []


async def test_who_was_brought_may_invite_whoever_brought_them_and_brings_them_not() -> None:
    box, event = Postbox(), await places.event()
    before = await friends.brought("Ann", "Ben")
    await places.register(event, "Ann", invite=await friends.code_of("Ben"))
    await box.fetch()
    assert [one.id for one in await Referral.all()] == [before.id]
    assert await _inviters() == [(before.inviter_id, before.invitee_id)]
    assert await postbox.failures() == []


async def test_of_many_invites_of_one_friend_at_once_one_brought_them() -> None:
    ben, box = await people.member("Ben"), Postbox()
    hall = await places.hall()
    said = [
        (await places.event(hall, starts_at=places.DOORS + 5 * number * places.HOUR), code)
        for number, code in enumerate([await friends.code_of(f"M{one}") for one in range(5)])
    ]
    raced = await races.raced(
        partial(places.register, event, ben, invite=code) for event, code in said
    )
    assert raced == {races.DONE: 5}
    await box.fetch()
    assert await Referral.all().count() == 1


async def test_invited_with_consent_is_one_lead_by_event_and_inviter_and_without_is_none(
    api: Api,
) -> None:
    north, box = await doors.door(), Postbox()
    south = await north.another_tablet("South")
    dealer = await places.dealer()
    await EventDealer.create(event=north.event, dealer=dealer)
    ann = await people.member("Ann")
    code = await friends.code_of(ann)
    ben, cem = await _invited(north.event, "Ben", "Cem", by=code)
    await enquiries.agree(await Contact.get(id=ben.contact_id), dealer)
    for door in (north, south):
        await door.verdicts(api, *await doors.tokens(ben, cem))
    await box.fetch()

    lead, touch = await Lead.get(), await Touch.get()
    assert (lead.contact_id, touch.lead_id, touch.source) == (
        ben.contact_id, lead.id, LeadSource.CHECK_IN,
    )  # fmt: skip
    assert (touch.event_id, touch.referrer_id) == (north.event.id, ann.id)
    assert await invites.of_member(ann.id, [north.event.id]) == {
        north.event.id: Invite(north.event.id, code, 2)
    }
    assert {await friends.stage(one) for one in await Referral.all()} == {"LEAD", "REGISTERED"}
    assert await postbox.failures() == []


async def test_who_has_the_seat_of_somebody_they_invited_was_brought_by_nobody(api: Api) -> None:
    door, dealer, ann = await doors.door(), await places.dealer(), await people.member("Ann")
    await EventDealer.create(event=door.event, dealer=dealer)
    [seat] = await _invited(door.event, "Ben", by=await friends.code_of(ann))
    await Seat.filter(id=seat.id).update(member_id=ann.id)
    await enquiries.agree(await Contact.get(id=seat.contact_id), dealer)
    assert await door.verdicts(api, *await doors.tokens(seat)) == ["ADMITTED"]
    assert (await Touch.get()).referrer_id is None
    assert (await invites.of_member(ann.id, [door.event.id]))[door.event.id].guest_count == 0


async def test_who_has_not_come_and_who_came_by_another_is_not_counted() -> None:
    event, ann = await places.event(), await people.member("Ann")
    await friends.code_of(ann)
    for name, inviter in (("Ben", "Ann"), ("Cem", "Dan")):
        await places.register(event, name, invite=await friends.code_of(inviter))
    found = await invites.of_member(ann.id, [event.id])
    assert found[event.id].guest_count == 0
    assert await invites.of_member((await people.member("Ben")).id, [event.id]) == {}


async def _invited(event: Event, *names: str, by: str) -> list[Seat]:
    """The seats of members who register by a code."""
    parties = [await places.register(event, name, invite=by) for name in names]
    return [await Seat.get(registration_id=party.id) for party in parties]
