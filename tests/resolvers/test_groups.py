from models.communities import Community, JoinPolicy
from models.grants import Role
from tests import communities, people
from tests.client import Api

_GROUP = "group { id name owners { name } moderators { name } memberCount archivedAt }"


async def test_a_member_founds_a_group_and_hands_it_over(api: Api) -> None:
    ann_member, bob_member = await people.member("Ann"), await people.member("Bob")
    ann, bob = await people.viewer(ann_member), await people.viewer(bob_member)
    made = await api.mutate("groupCreate", _GROUP, as_=ann, name="Tea", joinPolicy="OPEN")
    group = made["group"]
    assert group == {
        "id": group["id"],
        "name": "Tea",
        "owners": [{"name": "Ann"}],
        "moderators": [],
        "memberCount": 1,
        "archivedAt": None,
    }
    await api.mutate("communityJoin", "membership { id }", as_=bob, community=group["id"])
    ann = await people.viewer(ann_member)
    given = {"member": communities.gid(bob_member), "scope": group["id"]}
    await api.mutate("grantCreate", "grant { id }", as_=ann, role=Role.GROUP_MODERATOR, **given)
    heir = {"group": group["id"], "member": communities.gid(bob_member)}
    moved = await api.mutate("groupTransfer", _GROUP, as_=ann, **heir)
    assert moved["group"] == group | {"owners": [{"name": "Bob"}], "memberCount": 2}
    ann, bob = await people.viewer(ann_member), await people.viewer(bob_member)
    assert await api.refused("groupArchive", as_=ann, group=group["id"]) == "NOT_ALLOWED"
    archived = await api.mutate("groupArchive", "group { archivedAt }", as_=bob, group=group["id"])
    assert archived["group"]["archivedAt"] is not None


async def test_the_fourth_group_of_a_member_is_refused(api: Api) -> None:
    ann = await people.viewer(await people.member("Ann"))
    for number in range(3):
        said = {"name": f"Tea {number}", "joinPolicy": "OPEN"}
        assert (await api.mutate("groupCreate", _GROUP, as_=ann, **said))["userErrors"] == []
    refused = await api.refused("groupCreate", as_=ann, name="Tea 3", joinPolicy="OPEN")
    assert refused == "LIMIT_REACHED"
    assert await Community.all().count() == 3


async def test_a_group_is_changed_by_its_owner_alone(api: Api) -> None:
    ann = await people.member("Ann")
    tea = await communities.group("Tea", ann)
    bob = await people.viewer(await people.member("Bob"))
    said = {"group": communities.gid(tea), "name": "Coffee"}
    assert await api.refused("groupUpdate", as_=bob, **said) == "NOT_ALLOWED"
    assert (await Community.get(id=tea.id)).name == "Tea"
    changed = await api.mutate(
        "groupUpdate", "group { name }", as_=await people.viewer(ann), **said
    )
    assert changed["group"] == {"name": "Coffee"}


async def test_the_last_owner_cannot_leave_but_may_close_their_account(api: Api) -> None:
    ann_member = await people.member("Ann")
    tea = await communities.group("Tea", ann_member)
    ann = await people.viewer(ann_member)
    refused = await api.refused("communityLeave", as_=ann, community=communities.gid(tea))
    assert refused == "LAST_OWNER"
    assert (await Community.get(id=tea.id)).member_count == 1
    gone = communities.gid(ann_member)
    removed = await api.mutate("memberRemove", "removedMemberId", as_=ann, member=gone)
    assert removed["removedMemberId"] == gone
    assert (await Community.get(id=tea.id)).archived_at is not None


async def test_groups_by_invitation_are_listed_to_those_inside_alone(api: Api) -> None:
    ann = await people.member("Ann")
    await communities.group("Tea", ann)
    await communities.group("Secret", ann, JoinPolicy.INVITE)
    query = "{ groups(first: 5) { edges { node { __typename name } } } }"
    seen = {}
    for name, viewer in (
        ("Ann", await people.viewer(ann)),
        ("Bob", await people.viewer(await people.member("Bob"))),
    ):
        found = await api(query, as_=viewer)
        seen[name] = [edge["node"]["name"] for edge in found["groups"]["edges"]]
    assert seen == {"Ann": ["Tea", "Secret"], "Bob": ["Tea"]}
