import pytest

from models import database, grants, groups, memberships
from models.communities import Community, JoinPolicy
from models.grants import Grant, Role
from models.members import Member
from models.memberships import Membership, MembershipState
from models.refusals import LimitReached, MembersOnly, NameTaken, TextEmpty
from tests import communities, people
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")


async def _found(founder: Member, name: str) -> Community:
    return await groups.found(founder, name=name, description="", join_policy=JoinPolicy.OPEN)


async def _owners(group: Community) -> set[str]:
    held = await grants.alive(Role.GROUP_OWNER, group.id).prefetch_related("member")
    return {grant.member.name for grant in held}


async def test_a_founder_owns_the_group_and_is_its_first_member() -> None:
    ann = await people.member("Ann")
    tea = await communities.group("Tea", ann)
    assert await _owners(tea) == {"Ann"}
    assert (await Community.get(id=tea.id)).member_count == 1
    assert (await Membership.get(community_id=tea.id)).state is MembershipState.MEMBER


async def test_of_eight_groups_at_once_three_are_founded() -> None:
    ann = await people.member("Ann")
    outcomes = await raced([lambda n=n: _found(ann, f"Tea {n}") for n in range(8)])  # type: ignore[misc]
    assert outcomes == {DONE: 3, "LIMIT_REACHED": 5}
    assert await Community.all().count() == 3
    assert await Grant.all().count() == 3


async def test_an_archived_group_makes_room_for_another() -> None:
    ann = await people.member("Ann")
    first, *_ = [await communities.group(f"Tea {number}", ann) for number in range(3)]
    await first.archive(by=ann.id)
    await communities.group("Coffee", ann)
    with pytest.raises(LimitReached):
        await communities.group("Water", ann)
    assert await Community.all().count() == 4


async def test_of_eight_who_take_a_name_at_once_one_has_it() -> None:
    founders = [await people.member(f"M{number}") for number in range(8)]
    outcomes = await raced([lambda m=m: _found(m, "Tea") for m in founders])  # type: ignore[misc]
    assert outcomes == {DONE: 1, "NAME_TAKEN": 7}
    assert await Community.all().count() == 1
    assert await Grant.all().count() == 1


@pytest.mark.parametrize("name", ["tea  ROOM", "\uff34\uff25\uff21 room", " Tea Room "])
async def test_names_that_read_alike_are_one_name_among_circles_and_groups(name: str) -> None:
    await communities.circle("Tea Room")
    with pytest.raises(NameTaken):
        await communities.group(name, await people.member("Ann"))
    assert await Community.all().count() == 1
    assert await Grant.all().count() == 0


async def test_of_two_who_rename_to_one_name_at_once_one_has_it() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea, coffee = await communities.group("Tea", ann), await communities.group("Coffee", bob)
    renames = [
        lambda: tea.update(name="Water", by=ann.id),
        lambda: coffee.update(name="water", by=bob.id),
    ]
    assert await raced(renames) == {DONE: 1, "NAME_TAKEN": 1}
    assert await Community.filter(name_key="water").count() == 1


async def test_an_empty_name_is_refused_and_nothing_written() -> None:
    with pytest.raises(TextEmpty):
        await communities.group("  ", await people.member("Ann"))
    assert await Community.all().count() == 0


async def test_a_group_is_handed_over_to_a_member_of_it() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea = await communities.group("Tea", ann)
    with pytest.raises(MembersOnly):
        await groups.transfer(tea, bob, by=ann.id)
    assert await _owners(tea) == {"Ann"}
    await communities.inside(tea, bob)
    await groups.transfer(tea, bob, by=ann.id)
    assert await _owners(tea) == {"Bob"}


async def test_an_operator_replaces_every_owner() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea = await communities.group("Tea", ann)
    await communities.inside(tea, bob)
    async with database.transaction():
        await groups.transfer(tea, bob, by=(await people.member("Olga")).id)
    assert await _owners(tea) == {"Bob"}


async def test_an_owner_of_three_groups_inherits_none() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea = await communities.group("Tea", ann)
    for number in range(3):
        await communities.group(f"Coffee {number}", bob)
    await communities.inside(tea, bob)
    with pytest.raises(LimitReached):
        await groups.transfer(tea, bob, by=ann.id)
    assert await _owners(tea) == {"Ann"}


async def test_three_groups_handed_to_one_at_once_do_not_exceed_the_limit() -> None:
    givers = [await people.member(f"M{number}") for number in range(4)]
    bob = await people.member("Bob")
    given = [await communities.group(f"Tea {giver.name}", giver) for giver in givers]
    for group in given:
        await communities.inside(group, bob)
    outcomes = await raced(
        [
            lambda group=group, giver=giver: groups.transfer(group, bob, by=giver.id)  # type: ignore[misc]
            for group, giver in zip(given, givers, strict=True)
        ]
    )
    assert outcomes == {DONE: 3, "LIMIT_REACHED": 1}
    assert await grants.alive(Role.GROUP_OWNER).filter(member_id=bob.id).count() == 3


async def test_who_joins_and_inherits_a_group_at_once_does_not_wait_for_themselves() -> None:
    bob = await people.member("Bob")
    owners = [await people.member(f"M{number}") for number in range(8)]
    for owner in owners:
        tea = await communities.group(f"Tea {owner.name}", owner)
        outcomes = await raced(
            [
                lambda tea=tea: memberships.join(tea, bob.id),  # type: ignore[misc]
                lambda tea=tea, owner=owner: groups.transfer(tea, bob, by=owner.id),  # type: ignore[misc]
            ]
        )
        assert outcomes[DONE] >= 1
        assert set(outcomes) <= {DONE, "MEMBERS_ONLY", "LIMIT_REACHED"}
