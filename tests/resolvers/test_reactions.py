from models.posts import Post
from models.reactions import Reaction
from tests import communities, people
from tests.client import Api

_POST = "post { reactionCount viewerReaction viewerHasReacted }"


async def test_a_sign_is_set_changed_and_taken_away(api: Api) -> None:
    lens, ann_member = await communities.circle("Lens"), await people.member("Ann")
    await communities.inside(lens, ann_member)
    post, ann = await communities.post(ann_member, lens), await people.viewer(ann_member)
    which = {"post": communities.gid(post)}
    for kind in ("LIKE", "WOW", "WOW"):
        payload = await api.mutate("reactionSet", _POST, as_=ann, kind=kind, **which)
        assert payload["post"] == {
            "reactionCount": 1,
            "viewerReaction": kind,
            "viewerHasReacted": True,
        }
    for _ in range(2):
        payload = await api.mutate("reactionRemove", _POST, as_=ann, **which)
        assert payload["post"] == {
            "reactionCount": 0,
            "viewerReaction": None,
            "viewerHasReacted": False,
        }


async def test_only_members_react(api: Api) -> None:
    lens = await communities.circle("Lens")
    post = await communities.post(await people.member("Ann"), lens)
    bob, which = await people.viewer(await people.member("Bob")), communities.gid(post)
    assert await api.refused("reactionSet", as_=bob, kind="LIKE", post=which) == "MEMBERS_ONLY"
    assert await api.refused("reactionSet", kind="LIKE", post=which) == "SIGN_IN_REQUIRED"
    assert await Reaction.all().count() == 0
    assert (await Post.get(id=post.id)).reaction_count == 0
