import asyncio

from models.communities import Community, JoinPolicy
from models.memberships import Membership, MembershipState
from tests import communities, people
from tests.client import Api

_PLACE = "membership { id state reason member { name } community { name memberCount } }"


async def test_asking_approving_leaving(api: Api) -> None:
    lens = await communities.circle("Lens", JoinPolicy.APPROVAL)
    host = await people.viewer(await communities.host("Hugo", lens))
    ann = await people.viewer(await people.member("Ann"))
    where = {"community": communities.gid(lens)}
    asked = (await api.mutate("communityJoin", _PLACE, as_=ann, **where))["membership"]
    assert asked == {
        "id": asked["id"],
        "state": "REQUESTED",
        "reason": "",
        "member": {"name": "Ann"},
        "community": {"name": "Lens", "memberCount": 0},
    }
    which = {"membership": asked["id"]}
    assert await api.refused("membershipApprove", as_=ann, **which) == "NOT_ALLOWED"
    let_in = (await api.mutate("membershipApprove", _PLACE, as_=host, **which))["membership"]
    assert let_in == asked | {
        "state": "MEMBER",
        "community": {"name": "Lens", "memberCount": 1},
    }
    left = (await api.mutate("communityLeave", _PLACE, as_=ann, **where))["membership"]
    assert left == asked | {"state": "LEFT"}
    declined = await api.mutate("communityJoin", _PLACE, as_=ann, **where)
    assert declined["membership"]["state"] == "REQUESTED"
    declined = await api.mutate("membershipDecline", _PLACE, as_=host, **which)
    assert declined["membership"]["state"] == "LEFT"


async def test_an_invitation_to_what_nobody_knows_of(api: Api) -> None:
    lens = await communities.circle("Lens", JoinPolicy.INVITE)
    host = await people.viewer(await communities.host("Hugo", lens))
    ann_member = await people.member("Ann")
    ann, where = await people.viewer(ann_member), {"community": communities.gid(lens)}
    assert await api.refused("communityJoin", as_=ann, **where) == "NOT_FOUND"
    invited = await api.mutate(
        "communityInvite", _PLACE, as_=host, member=communities.gid(ann_member), **where
    )
    assert invited["membership"]["state"] == "INVITED"
    joined = await api.mutate("communityJoin", _PLACE, as_=ann, **where)
    assert joined["membership"]["state"] == "MEMBER"
    assert (await Community.get(id=lens.id)).member_count == 1


async def test_the_banned_stay_out_until_they_are_let_back(api: Api) -> None:
    lens = await communities.circle("Lens")
    host = await people.viewer(await communities.host("Hugo", lens))
    ann, where = (
        await people.viewer(await people.member("Ann")),
        {"community": communities.gid(lens)},
    )
    joined = await api.mutate("communityJoin", _PLACE, as_=ann, **where)
    which = {"membership": joined["membership"]["id"]}
    assert await api.refused("membershipBan", as_=host, reason="", **which) == "TEXT_EMPTY"
    banned = await api.mutate("membershipBan", _PLACE, as_=host, reason="Spam", **which)
    assert (banned["membership"]["state"], banned["membership"]["reason"]) == ("BANNED", "Spam")
    assert await api.refused("communityJoin", as_=ann, **where) == "BANNED"
    await api.mutate("communityLeave", _PLACE, as_=ann, **where)
    assert await api.refused("communityJoin", as_=ann, **where) == "BANNED"
    assert (await Membership.get()).state is MembershipState.BANNED
    await api.mutate("membershipUnban", _PLACE, as_=host, **which)
    joined = await api.mutate("communityJoin", _PLACE, as_=ann, **where)
    assert joined["membership"]["state"] == "MEMBER"


async def test_a_host_decides_in_their_own_circle_alone(api: Api) -> None:
    lens, tea = await communities.circle("Lens"), await communities.circle("Tea")
    host = await people.viewer(await communities.host("Hugo", lens))
    ann = await people.viewer(await people.member("Ann"))
    joined = await api.mutate("communityJoin", _PLACE, as_=ann, community=communities.gid(tea))
    which = {"membership": joined["membership"]["id"]}
    assert await api.refused("membershipBan", as_=host, reason="Spam", **which) == "NOT_FOUND"
    assert (await Membership.get()).state is MembershipState.MEMBER


async def test_fifty_members_join_in_parallel_calls(api: Api) -> None:
    lens = await communities.circle("Lens")
    crew = [await people.viewer(await people.member(f"M{number}")) for number in range(25)]
    where = {"community": communities.gid(lens)}
    await asyncio.gather(
        *(
            api.mutate("communityJoin", "membership { id }", as_=viewer, **where)
            for viewer in crew * 2
        )
    )
    assert await Membership.all().count() == 25
    assert (await Community.get(id=lens.id)).member_count == 25


async def test_members_are_listed_to_readers_and_requests_to_moderators(api: Api) -> None:
    lens = await communities.circle("Lens", JoinPolicy.APPROVAL)
    host = await people.viewer(await communities.host("Hugo", lens))
    ann, bob = await people.member("Ann"), await people.member("Bob")
    await communities.inside(lens, ann)
    asking, where = await people.viewer(bob), {"id": communities.gid(lens)}
    await api.mutate("communityJoin", "membership { id }", as_=asking, community=where["id"])
    query = """query($id: ID!, $state: MembershipState!) { node(id: $id) { ... on Circle {
      memberships(first: 5, state: $state) { edges { node { member { name } } } } } } }"""
    found = await api(query, as_=asking, state="MEMBER", **where)
    assert found["node"]["memberships"]["edges"] == [{"node": {"member": {"name": "Ann"}}}]
    found = await api(query, as_=host, state="REQUESTED", **where)
    assert found["node"]["memberships"]["edges"] == [{"node": {"member": {"name": "Bob"}}}]
    [error] = await api.errors(query, as_=asking, state="REQUESTED", **where)
    assert error.extensions == {"code": "NOT_ALLOWED"}


async def test_a_members_own_places_are_in_their_viewer(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    await communities.inside(lens, ann)
    query = "{ viewer { memberships(first: 5) { edges { node { state community { name } } } } } }"
    found = await api(query, as_=await people.viewer(ann))
    assert found["viewer"]["memberships"]["edges"] == [
        {"node": {"state": "MEMBER", "community": {"name": "Lens"}}}
    ]
