import pytest

from models import departures, grants, sessions
from models.access.viewer import recognise
from models.communities import Community
from models.grants import Grant, Role
from models.memberships import Membership, MembershipState
from models.registrations import Registration, RegistrationState
from tests import communities, people, places
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")


async def test_a_group_whose_owner_goes_is_handed_to_the_first_moderator() -> None:
    ann, bob, eve = [await people.member(name) for name in ("Ann", "Bob", "Eve")]
    tea = await communities.group("Tea", ann)
    await communities.inside(tea, bob, eve)
    await grants.give(eve, Role.GROUP_MODERATOR, tea.id, by=ann.id)
    await grants.give(bob, Role.GROUP_MODERATOR, tea.id, by=ann.id)
    await departures.remove(ann, by=None)
    owner = await grants.alive(Role.GROUP_OWNER, tea.id).get()
    assert owner.member_id == eve.id
    assert (await Community.get(id=tea.id)).archived_at is None
    assert (await Community.get(id=tea.id)).member_count == 2


async def test_a_group_that_nobody_moderates_is_archived_with_its_owner() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea = await communities.group("Tea", ann)
    await communities.inside(tea, bob)
    await departures.remove(ann, by=None)
    assert (await Community.get(id=tea.id)).archived_at is not None
    assert await Grant.filter(ends_at=None).count() == 0


async def test_a_group_with_another_owner_goes_on() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea = await communities.group("Tea", ann)
    await communities.inside(tea, bob)
    await grants.give(bob, Role.GROUP_OWNER, tea.id, by=None)
    await departures.remove(ann, by=None)
    assert (await Community.get(id=tea.id)).archived_at is None
    assert (await grants.alive(Role.GROUP_OWNER, tea.id).get()).member_id == bob.id


async def test_who_goes_leaves_every_community_and_session_and_keeps_no_role() -> None:
    lens = await communities.circle("Lens")
    hugo = await communities.host("Hugo", lens)
    await communities.inside(lens, hugo)
    session = await sessions.open_for(hugo)
    await departures.remove(hugo, by=None)
    assert await grants.alive().filter(member_id=hugo.id).count() == 0
    assert (await Membership.get(member_id=hugo.id)).state is MembershipState.LEFT
    assert (await Community.get(id=lens.id)).member_count == 0
    assert await recognise(session.token) is None


async def test_owners_and_moderators_who_go_at_once_orphan_no_group() -> None:
    crew = [await people.member(f"M{number}") for number in range(6)]
    founded = []
    for number, owner in enumerate(crew):
        group = await communities.group(f"Tea {number}", owner)
        await communities.inside(group, *(other for other in crew if other.id != owner.id))
        for other in crew:
            if other.id != owner.id:
                await grants.give(other, Role.GROUP_MODERATOR, group.id, by=owner.id)
        founded.append(group)
    outcomes = await raced([lambda m=m: departures.remove(m, by=None) for m in crew[1:]])  # type: ignore[misc]
    assert outcomes == {DONE: 5}
    for group in founded:
        assert (await grants.alive(Role.GROUP_OWNER, group.id).get()).member_id == crew[0].id
        assert (await Community.get(id=group.id)).member_count == 1
    await departures.remove(crew[0], by=None)
    assert await Community.filter(archived_at=None).count() == 0


async def test_members_of_the_same_circles_who_go_at_once_do_not_wait_for_each_other() -> None:
    circles = [await communities.circle(f"C{number}") for number in range(6)]
    crew = [await people.member(f"M{number}") for number in range(6)]
    for number, member in enumerate(crew):
        for circle in circles if number % 2 else reversed(circles):
            await communities.inside(circle, member)
    outcomes = await raced([lambda m=m: departures.remove(m, by=None) for m in crew])  # type: ignore[misc]
    assert outcomes == {DONE: 6}
    assert await Community.exclude(member_count=0).count() == 0


async def test_the_seats_of_one_who_goes_are_for_the_next_in_line() -> None:
    event = await places.event(capacity=2)
    ann, bob = await people.member("Ann"), await people.member("Bob")
    leaving = await places.register(event, ann, seats=2)
    waiting = await places.register(event, bob)
    await departures.remove(ann, by=None)
    assert (await Registration.get(id=leaving.id)).state is RegistrationState.CANCELLED
    assert (await Registration.get(id=waiting.id)).state is RegistrationState.CONFIRMED
