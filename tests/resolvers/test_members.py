from datetime import timedelta
from typing import Any

from models import clock, ids
from models.access.viewer import Viewer
from models.members import Member
from models.posts import Post
from schema import nodes
from tests import communities, people
from tests.client import Api


async def _upload(owner: Member, **also: Any) -> str:
    picture = await people.upload(owner, **also)
    return nodes.encode("Picture", picture.id)


async def test_a_member_wears_their_own_picture(api: Api) -> None:
    ann_member = await people.member("Ann")
    ann, avatar = await people.viewer(ann_member), await _upload(ann_member)
    payload = await api.mutate(
        "profileUpdate", "viewer { member { name avatar { id width } } }", as_=ann, avatar=avatar
    )
    assert payload["viewer"]["member"] == {"name": "Ann", "avatar": {"id": avatar, "width": 4}}
    foreign = await _upload(await people.member("Bob"))
    assert await api.refused("profileUpdate", as_=ann, avatar=foreign) == "NOT_FOUND"
    posted = await _upload(ann_member, post_id=ids.new())
    assert await api.refused("profileUpdate", as_=ann, avatar=posted) == "PICTURE_IN_USE"
    worn = (await Member.get(id=ann_member.id)).avatar_id
    assert worn is not None
    assert nodes.encode("Picture", worn) == avatar


def _until(days: int) -> str:
    return (clock.now() + timedelta(days=days)).isoformat()


async def _again(member: Member) -> Viewer:
    return await people.viewer(member)


async def test_a_suspended_member_reads_and_does_not_write_until_then(api: Api) -> None:
    operator, lens = await people.operator(), await communities.circle("Lens")
    ann = await people.member("Ann")
    await communities.inside(lens, ann)
    whom, said = {"member": communities.gid(ann)}, {"community": communities.gid(lens)}
    await api.mutate(
        "memberSuspend", "member { id }", as_=operator, until=_until(2), reason="Spam", **whom
    )
    viewer = await _again(ann)
    assert await api.refused("postCreate", as_=viewer, text="Hi", **said) == "SUSPENDED"
    assert await Post.all().count() == 0
    told = await api(
        "{ viewer { suspendedReason } circles(first: 1) { edges { cursor } } }", as_=viewer
    )
    assert told["viewer"]["suspendedReason"] == "Spam"
    assert len(told["circles"]["edges"]) == 1
    later = clock.now() + timedelta(days=3)
    with clock.injected(lambda: later):
        again = await _again(ann)
        payload = await api.mutate("postCreate", "post { text }", as_=again, text="Hi", **said)
        assert payload["post"] == {"text": "Hi"}


async def test_a_suspension_is_lifted(api: Api) -> None:
    operator, ann = await people.operator(), await people.member("Ann")
    whom = {"member": communities.gid(ann)}
    await api.mutate(
        "memberSuspend", "member { id }", as_=operator, until=_until(2), reason="Spam", **whom
    )
    await api.mutate("memberUnsuspend", "member { id }", as_=operator, **whom)
    made = await api.mutate(
        "groupCreate", "group { name }", as_=await _again(ann), name="Tea", joinPolicy="OPEN"
    )
    assert made["group"] == {"name": "Tea"}


async def test_who_suspends_whom(api: Api) -> None:
    operator, ann = await people.operator(), await people.member("Ann")
    lens = await communities.circle("Lens")
    host = await people.viewer(await communities.host("Hugo", lens))
    whom, said = {"member": communities.gid(ann)}, {"reason": "Spam", "until": _until(1)}
    assert await api.refused("memberSuspend", as_=host, **whom, **said) == "NOT_ALLOWED"
    assert operator.member_id is not None
    own = nodes.encode("Member", operator.member_id)
    assert await api.refused("memberSuspend", as_=operator, member=own, **said) == "NOT_ONESELF"
    past = said | {"until": _until(-1)}
    assert await api.refused("memberSuspend", as_=operator, **whom, **past) == "TIME_IS_PAST"
    mute = said | {"reason": ""}
    assert await api.refused("memberSuspend", as_=operator, **whom, **mute) == "TEXT_EMPTY"
    assert await Member.exclude(suspended_until=None).count() == 0


async def test_one_closes_ones_own_account_and_operators_any(api: Api) -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    viewer, operator = await people.viewer(ann), await people.operator()
    refused = await api.refused("memberRemove", as_=viewer, member=communities.gid(bob))
    assert refused == "NOT_ALLOWED"
    assert await Member.exclude(removed_at=None).count() == 0
    for someone, by in ((ann, viewer), (bob, operator)):
        gone = communities.gid(someone)
        payload = await api.mutate("memberRemove", "removedMemberId", as_=by, member=gone)
        assert payload["removedMemberId"] == gone
    assert await Member.exclude(removed_at=None).count() == 2
