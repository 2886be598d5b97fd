"""Who has a seat is known at the door by the name and phone that their profile says now."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest

from models import clock, database, holders
from models.contacts import Contact
from models.door_changes import DoorChange, DoorChangeKind
from models.events import Event
from models.members import Member
from models.seats import Seat
from tests import doors, people, races
from tests.client import Api

pytestmark = pytest.mark.usefixtures("db")


async def _told() -> list[object]:
    """The seats that tablets hear of, apart from those that were told of before."""
    told = await DoorChange.filter(kind=DoorChangeKind.SEAT).order_by("id")
    await DoorChange.all().delete()
    return [change.subject_id for change in told]


async def _seated(*titles: str) -> tuple[Member, list[Seat]]:
    """Ann, who has a seat at each of these events."""
    ann = await people.member("Ann")
    seats = [
        seat
        for title in titles
        for seat in await doors.seated((await doors.door(title)).event, ann)
    ]
    await _told()
    return ann, seats


async def test_a_changed_name_or_phone_is_told_at_every_door_to_come(api: Api) -> None:
    ann, seats = await _seated("Night drive", "Brunch")
    viewer = await people.viewer(ann)
    for said in ({"name": "Ann Other"}, {"phone": "+86 139 1234 5678"}):
        payload = await api.mutate("profileUpdate", "viewer { email }", as_=viewer, **said)
        assert payload["userErrors"] == []
        assert sorted(await _told(), key=str) == sorted([seat.id for seat in seats], key=str)
    contact = await Contact.get(member_id=ann.id)
    assert (contact.name, contact.phone) == ("Ann Other", "+8613912345678")


async def test_what_tablets_do_not_carry_is_kept_up_with_and_not_told() -> None:
    ann, _ = await _seated("Night drive")
    for said in ({"city": "Shanghai"}, {"name": "Ann"}, {"locale": "zh"}):
        async with database.transaction():
            await holders.update_profile(ann, **said)
    assert await _told() == []
    assert (await Contact.get(member_id=ann.id)).locale == "zh"


async def test_seats_that_are_given_up_or_bare_or_over_are_not_told_of() -> None:
    ann, [standing, given_up, bare, over] = await _seated("One", "Two", "Three", "Four")
    await Seat.filter(id=given_up.id).update(cancelled_at=clock.now())
    await Seat.filter(id=bare.id).update(pass_issue=0)
    past = clock.now() - timedelta(hours=1)
    await Event.filter(id=over.event_id).update(starts_at=past, ends_at=clock.now())
    async with database.transaction():
        await holders.update_profile(ann, name="Ann Other")
    assert await _told() == [standing.id]


async def test_who_was_never_known_to_a_dealer_is_not_by_a_change_of_profile() -> None:
    ann = await people.member("Ann")
    async with database.transaction():
        await holders.update_profile(ann, name="Ann Other")
    assert (await Contact.all().count(), await _told()) == (0, [])


async def test_registering_anew_tells_of_what_has_changed_meanwhile() -> None:
    ann, [seat] = await _seated("Night drive")
    await ann.update_profile(name="Ann Other")
    async with database.transaction():
        contact = await holders.of_member(ann)
    assert (contact.name, await _told()) == ("Ann Other", [seat.id])


async def test_of_changes_at_once_the_last_profile_is_what_the_door_knows() -> None:
    ann, [seat] = await _seated("Night drive")
    verbs: list[Callable[[], Awaitable[object]]] = [
        partial(holders.update_profile, ann, name=f"Ann {number}") for number in range(8)
    ]
    verbs += [partial(holders.of_member, ann) for _ in range(8)]
    assert await races.raced(verbs) == {races.DONE: 16}
    contact, member = await Contact.get(member_id=ann.id), await Member.get(id=ann.id)
    assert contact.name == member.name
    assert await _told() == [seat.id] * 8


async def test_a_refused_profile_changes_and_tells_nothing(api: Api) -> None:
    ann, _ = await _seated("Night drive")
    code = await api.refused("profileUpdate", as_=await people.viewer(ann), name=" ")
    assert code == "TEXT_EMPTY"
    assert ((await Contact.get(member_id=ann.id)).name, await _told()) == ("Ann", [])
