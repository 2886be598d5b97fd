import pytest

from models import grants, memberships
from models.communities import Community, JoinPolicy
from models.grants import Role
from models.members import Member
from models.memberships import Membership, MembershipState
from models.outbox import OutboxMessage
from models.refusals import Banned, HasRole, InvalidTransition, InviteOnly, LastOwner, OwnersOnly
from tests import communities, people
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")


async def _state(community: Community, member: Member) -> MembershipState | None:
    found = await Membership.get_or_none(community_id=community.id, member_id=member.id)
    return found.state if found else None


async def _count(community: Community) -> int:
    return (await Community.get(id=community.id)).member_count


async def _place(community: Community, member: Member) -> Membership:
    return await Membership.get(community_id=community.id, member_id=member.id)


async def test_twenty_parallel_joins_of_one_member_are_one_membership() -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    outcomes = await raced([lambda: memberships.join(lens, ann.id)] * 20)
    assert outcomes == {DONE: 20}
    assert await Membership.all().count() == 1
    assert await _count(lens) == 1


async def test_fifty_members_who_join_at_once_are_counted_as_fifty() -> None:
    lens = await communities.circle("Lens")
    joining = [await people.member(f"M{number}") for number in range(50)]
    outcomes = await raced([lambda m=m: memberships.join(lens, m.id) for m in joining])  # type: ignore[misc]
    assert outcomes == {DONE: 50}
    assert await _count(lens) == 50


@pytest.mark.parametrize(
    ("policy", "state"),
    [(JoinPolicy.OPEN, MembershipState.MEMBER), (JoinPolicy.APPROVAL, MembershipState.REQUESTED)],
)
async def test_joining_lets_in_or_asks_as_the_policy_has_it(
    policy: JoinPolicy, state: MembershipState
) -> None:
    lens, ann = await communities.circle("Lens", policy), await people.member("Ann")
    assert (await memberships.join(lens, ann.id)).state is state
    assert await _count(lens) == int(state is MembershipState.MEMBER)


@pytest.mark.parametrize(
    ("policy", "refusal"),
    [(JoinPolicy.INVITE, InviteOnly), (JoinPolicy.OWNERS_ONLY, OwnersOnly)],
)
async def test_where_nobody_may_ask_joining_is_refused_and_writes_nothing(
    policy: JoinPolicy, refusal: type[Exception]
) -> None:
    lens, ann = await communities.circle("Lens", policy), await people.member("Ann")
    with pytest.raises(refusal):
        await memberships.join(lens, ann.id)
    assert await Membership.all().count() == 0
    assert await _count(lens) == 0


@pytest.mark.parametrize("policy", list(JoinPolicy))
async def test_an_invitation_opens_every_policy(policy: JoinPolicy) -> None:
    lens, ann = await communities.circle("Lens", policy), await people.member("Ann")
    host = await communities.host("Hugo", lens)
    assert (await memberships.invite(lens, ann.id, by=host.id)).state is MembershipState.INVITED
    assert await _count(lens) == 0
    assert (await memberships.join(lens, ann.id)).state is MembershipState.MEMBER
    assert await _count(lens) == 1


async def test_inviting_whoever_has_asked_lets_them_in() -> None:
    lens, ann = await communities.circle("Lens", JoinPolicy.APPROVAL), await people.member("Ann")
    await memberships.join(lens, ann.id)
    assert (await memberships.invite(lens, ann.id, by=ann.id)).state is MembershipState.MEMBER
    assert await _count(lens) == 1


async def test_a_request_is_approved_once_however_many_hosts_approve_it() -> None:
    lens, ann = await communities.circle("Lens", JoinPolicy.APPROVAL), await people.member("Ann")
    request = await memberships.join(lens, ann.id)
    assert await raced([lambda: request.approve(by=ann.id)] * 8) == {DONE: 8}
    assert await _count(lens) == 1
    assert await OutboxMessage.filter(topic="membership.approved").count() == 1


async def test_approving_and_declining_at_once_come_to_one_of_them() -> None:
    lens, ann = await communities.circle("Lens", JoinPolicy.APPROVAL), await people.member("Ann")
    request = await memberships.join(lens, ann.id)
    verbs = [lambda: request.approve(by=ann.id), lambda: request.decline(by=ann.id)]
    assert await raced(verbs) == {DONE: 1, "INVALID_TRANSITION": 1}
    inside = await _state(lens, ann) is MembershipState.MEMBER
    assert await _count(lens) == int(inside)


async def test_who_was_declined_may_ask_again() -> None:
    lens, ann = await communities.circle("Lens", JoinPolicy.APPROVAL), await people.member("Ann")
    await (await memberships.join(lens, ann.id)).decline(by=ann.id)
    assert await _state(lens, ann) is MembershipState.LEFT
    assert (await memberships.join(lens, ann.id)).state is MembershipState.REQUESTED


async def test_only_a_request_is_approved() -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    left = await (await memberships.join(lens, ann.id)).leave()
    with pytest.raises(InvalidTransition):
        await left.approve(by=ann.id)
    assert await _state(lens, ann) is MembershipState.LEFT
    assert await _count(lens) == 0


async def test_leaving_twice_is_leaving_once() -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    membership = await memberships.join(lens, ann.id)
    assert await raced([membership.leave] * 6) == {DONE: 6}
    assert await _count(lens) == 0


async def test_a_banned_member_neither_joins_nor_asks_nor_is_invited() -> None:
    for policy in (JoinPolicy.OPEN, JoinPolicy.APPROVAL):
        lens, ann = await communities.circle(f"Lens {policy}", policy), await people.member("Ann")
        await communities.inside(lens, ann)
        await (await _place(lens, ann)).ban("Spam", by=ann.id)
        with pytest.raises(Banned):
            await memberships.join(lens, ann.id)
        with pytest.raises(Banned):
            await memberships.invite(lens, ann.id, by=ann.id)
        assert await _state(lens, ann) is MembershipState.BANNED
        assert await _count(lens) == 0


async def test_leaving_does_not_wash_off_a_ban() -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    banned = await (await memberships.join(lens, ann.id)).ban("Spam", by=ann.id)
    await banned.leave()
    with pytest.raises(Banned):
        await memberships.join(lens, ann.id)


async def test_who_is_banned_no_longer_joins_anew() -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    banned = await (await memberships.join(lens, ann.id)).ban("Spam", by=ann.id)
    assert banned.reason == "Spam"
    assert (await banned.unban(by=ann.id)).reason == ""
    assert (await memberships.join(lens, ann.id)).state is MembershipState.MEMBER
    assert await _count(lens) == 1


async def test_whoever_has_a_role_in_the_community_is_not_banned() -> None:
    lens = await communities.circle("Lens")
    host = await communities.host("Hugo", lens)
    membership = await memberships.join(lens, host.id)
    with pytest.raises(HasRole):
        await membership.ban("Coup", by=host.id)
    assert await _state(lens, host) is MembershipState.MEMBER


async def test_the_last_owner_cannot_leave() -> None:
    ann = await people.member("Ann")
    tea = await communities.group("Tea", ann)
    with pytest.raises(LastOwner):
        await (await _place(tea, ann)).leave()
    assert await _state(tea, ann) is MembershipState.MEMBER
    assert await grants.alive(Role.GROUP_OWNER, tea.id).count() == 1


async def test_of_two_owners_who_leave_at_once_one_stays() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea = await communities.group("Tea", ann)
    await communities.inside(tea, bob)
    await grants.give(bob, Role.GROUP_OWNER, tea.id, by=None)
    places = [await _place(tea, ann), await _place(tea, bob)]
    assert await raced([place.leave for place in places]) == {DONE: 1, "LAST_OWNER": 1}
    assert await grants.alive(Role.GROUP_OWNER, tea.id).count() == 1
    assert await _count(tea) == 1


async def test_a_moderator_who_leaves_is_moderator_no_longer() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea = await communities.group("Tea", ann)
    await communities.inside(tea, bob)
    await grants.give(bob, Role.GROUP_MODERATOR, tea.id, by=ann.id)
    await (await _place(tea, bob)).leave()
    assert await grants.alive(Role.GROUP_MODERATOR, tea.id).count() == 0


async def test_nobody_joins_what_is_archived() -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    await lens.archive(by=ann.id)
    assert await raced([lambda: memberships.join(lens, ann.id)]) == {"COMMUNITY_ARCHIVED": 1}
    assert await Membership.all().count() == 0
