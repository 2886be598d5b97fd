from models.follows import Follow
from models.outbox import OutboxMessage
from tests import communities, people
from tests.client import Api

_MEMBER = "member { name viewerIsFollowing }"


async def test_following_twice_is_following_once(api: Api) -> None:
    bob, ann = await people.member("Bob"), await people.viewer(await people.member("Ann"))
    whom = {"member": communities.gid(bob)}
    for _ in range(2):
        payload = await api.mutate("memberFollow", _MEMBER, as_=ann, **whom)
        assert payload["member"] == {"name": "Bob", "viewerIsFollowing": True}
    assert await Follow.all().count() == 1
    assert await OutboxMessage.filter(topic="member.followed").count() == 1
    for _ in range(2):
        payload = await api.mutate("memberUnfollow", _MEMBER, as_=ann, **whom)
        assert payload["member"] == {"name": "Bob", "viewerIsFollowing": False}
    assert await Follow.all().count() == 0


async def test_nobody_follows_themselves_or_somebody_unknown(api: Api) -> None:
    ann_member = await people.member("Ann")
    ann = await people.viewer(ann_member)
    own = communities.gid(ann_member)
    assert await api.refused("memberFollow", as_=ann, member=own) == "NOT_ONESELF"
    assert await api.refused("memberFollow", as_=ann, member="nonsense") == "NOT_FOUND"
    assert await api.refused("memberFollow", member=own) == "SIGN_IN_REQUIRED"
    assert await Follow.all().count() == 0
