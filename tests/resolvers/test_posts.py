from datetime import timedelta

from models import clock, grants, ids
from models.access.viewer import Viewer
from models.communities import Community, JoinPolicy
from models.events import Event, EventState
from models.grants import Role
from models.members import Member
from models.outbox import OutboxMessage
from models.pictures.uploads import Picture
from models.posts import Post
from models.venues import Venue
from schema import nodes
from tests import communities, people
from tests.client import NOBODY, Api

_POST = "post { id text author { name } community { name } isHidden hiddenReason editedAt }"


async def _scene() -> tuple[Community, Member, Viewer]:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    await communities.inside(lens, ann)
    return lens, ann, await people.viewer(ann)


async def _event(state: EventState) -> str:
    venue = await Venue.create(name="House", address="Bund 1", zone="Asia/Shanghai")
    event = await Event.create(
        venue=venue,
        title="Night drive",
        state=state,
        published_at=None if state is EventState.DRAFT else clock.now(),
        starts_at=clock.now() + timedelta(days=1),
        ends_at=clock.now() + timedelta(days=2),
        capacity=10,
    )
    return nodes.encode("Event", event.id)


def _gids(*pictures: Picture) -> list[str]:
    return [nodes.encode("Picture", picture.id) for picture in pictures]


async def test_a_post_is_written_edited_and_deleted_by_its_author(api: Api) -> None:
    lens, _, ann = await _scene()
    where = {"community": communities.gid(lens)}
    made = (await api.mutate("postCreate", _POST, as_=ann, text=" Hello ", **where))["post"]
    assert made == {
        "id": made["id"],
        "text": "Hello",
        "author": {"name": "Ann"},
        "community": {"name": "Lens"},
        "isHidden": False,
        "hiddenReason": "",
        "editedAt": None,
    }
    edited = await api.mutate("postUpdate", _POST, as_=ann, post=made["id"], text="Bye")
    assert edited["post"]["text"] == "Bye"
    assert edited["post"]["editedAt"] is not None
    deleted = await api.mutate("postDelete", "deletedPostId", as_=ann, post=made["id"])
    assert deleted["deletedPostId"] == made["id"]
    query = "query($id: ID!) { node(id: $id) { id } }"
    assert (await api(query, as_=ann, id=made["id"]))["node"] is None
    assert await api.refused("postDelete", as_=ann, post=made["id"]) == "NOT_FOUND"


async def test_only_members_post(api: Api) -> None:
    lens, _, _ = await _scene()
    secret = await communities.circle("Secret", JoinPolicy.INVITE)
    bob = await people.viewer(await people.member("Bob"))
    for viewer, community, code in (
        (bob, communities.gid(lens), "MEMBERS_ONLY"),
        (bob, communities.gid(secret), "NOT_FOUND"),
        (bob, "nonsense", "NOT_FOUND"),
        (NOBODY, communities.gid(lens), "SIGN_IN_REQUIRED"),
    ):
        said = {"community": community, "text": "Hello"}
        assert await api.refused("postCreate", as_=viewer, **said) == code
    assert await Post.all().count() == 0
    assert await OutboxMessage.filter(topic="post.created").count() == 0


async def test_others_neither_edit_nor_delete_nor_hide(api: Api) -> None:
    lens, ann_member, _ = await _scene()
    post = await communities.post(ann_member, lens)
    bob_member = await people.member("Bob")
    await communities.inside(lens, bob_member)
    bob, which = await people.viewer(bob_member), {"post": communities.gid(post)}
    assert await api.refused("postUpdate", as_=bob, text="Mine", **which) == "NOT_ALLOWED"
    assert await api.refused("postDelete", as_=bob, **which) == "NOT_ALLOWED"
    assert await api.refused("postHide", as_=bob, reason="Mine", **which) == "NOT_ALLOWED"
    row = await Post.get(id=post.id)
    assert (row.text, row.deleted_at, row.hidden_at) == ("Hello", None, None)


async def test_a_host_hides_in_their_circle_and_not_in_another(api: Api) -> None:
    lens, ann_member, ann = await _scene()
    tea = await communities.circle("Tea")
    hugo = await communities.host("Hugo", tea)
    here, there = [await communities.post(ann_member, where) for where in (tea, lens)]
    host = await people.viewer(hugo)
    refused = await api.refused("postHide", as_=host, post=communities.gid(there), reason="Spam")
    assert refused == "NOT_ALLOWED"
    hidden = await api.mutate(
        "postHide", _POST, as_=host, post=communities.gid(here), reason="Spam"
    )
    assert (hidden["post"]["isHidden"], hidden["post"]["hiddenReason"]) == (True, "Spam")
    query = "query($id: ID!) { node(id: $id) { ... on Post { isHidden hiddenReason } } }"
    own = await api(query, as_=ann, id=communities.gid(here))
    assert own["node"] == {"isHidden": True, "hiddenReason": "Spam"}
    stranger = await people.viewer(await people.member("Stranger"))
    assert (await api(query, as_=stranger, id=communities.gid(here)))["node"] is None
    await api.mutate("postUnhide", _POST, as_=host, post=communities.gid(here))
    shown = await api(query, as_=stranger, id=communities.gid(here))
    assert shown["node"] == {"isHidden": False, "hiddenReason": ""}


async def test_a_hosts_powers_vanish_with_their_time_without_any_write(api: Api) -> None:
    lens, ann_member, _ = await _scene()
    post = await communities.post(ann_member, lens)
    hugo, now = await people.member("Hugo"), clock.now()
    soon = now + timedelta(hours=1)
    await grants.give(hugo, Role.CIRCLE_HOST, lens.id, by=None, ends_at=soon)
    which = {"post": communities.gid(post), "reason": "Spam"}
    with clock.injected(lambda: soon):
        late = await people.viewer(hugo)
        assert await api.refused("postHide", as_=late, **which) == "NOT_ALLOWED"
    assert (await Post.get(id=post.id)).hidden_at is None
    in_time = await people.viewer(hugo)
    assert (await api.mutate("postHide", "post { isHidden }", as_=in_time, **which))["post"] == {
        "isHidden": True
    }


async def test_a_post_shows_its_pictures_in_order(api: Api) -> None:
    lens, ann_member, ann = await _scene()
    first, second = await people.upload(ann_member), await people.upload(ann_member)
    made = await api.mutate(
        "postCreate",
        "post { text pictures { id url thumbnailUrl width height } }",
        as_=ann,
        community=communities.gid(lens),
        pictures=_gids(second, first),
    )
    assert made["post"]["text"] == ""
    assert [picture["id"] for picture in made["post"]["pictures"]] == _gids(second, first)
    assert made["post"]["pictures"][0] == {
        "id": _gids(second)[0],
        "url": f"/pictures/{second.key}",
        "thumbnailUrl": f"/pictures/{second.thumbnail_key}",
        "width": 4,
        "height": 3,
    }


async def test_pictures_are_ones_own_unused_and_nine_at_most(api: Api) -> None:
    lens, ann_member, ann = await _scene()
    worn = await people.upload(ann_member)
    await Member.filter(id=ann_member.id).update(avatar_id=worn.id)
    used = await people.upload(ann_member, post_id=ids.new())
    foreign = await people.upload(await people.member("Bob"))
    own = [await people.upload(ann_member) for _ in range(10)]
    where = {"community": communities.gid(lens), "text": "Look"}
    for pictures, code in (
        (_gids(worn), "PICTURE_IN_USE"),
        (_gids(own[0], used), "PICTURE_IN_USE"),
        (_gids(own[0], own[0]), "PICTURE_IN_USE"),
        (_gids(foreign), "NOT_FOUND"),
        (["nonsense"], "NOT_FOUND"),
        (_gids(*own), "TOO_MANY"),
    ):
        assert await api.refused("postCreate", as_=ann, pictures=pictures, **where) == code
    assert await Post.all().count() == 0
    assert await Picture.exclude(id=used.id).filter(post_id=None).count() == 12


async def test_a_post_is_about_an_event_that_its_author_sees(api: Api) -> None:
    lens, _, ann = await _scene()
    where = {"community": communities.gid(lens), "text": "See you"}
    drafted, published = await _event(EventState.DRAFT), await _event(EventState.PUBLISHED)
    for unseen in (drafted, nodes.encode("Event", ids.new()), "nonsense"):
        assert await api.refused("postCreate", as_=ann, event=unseen, **where) == "NOT_FOUND"
    assert await Post.all().count() == 0
    made = await api.mutate(
        "postCreate", "post { event { id title } }", as_=ann, event=published, **where
    )
    assert made["post"]["event"] == {"id": published, "title": "Night drive"}


async def test_a_replay_posts_nothing_twice(api: Api) -> None:
    lens, _, ann = await _scene()
    said = {"community": communities.gid(lens), "text": "Hello"}
    first = await api.mutate("postCreate", _POST, as_=ann, key="k", **said)
    assert await api.mutate("postCreate", _POST, as_=ann, key="k", **said) == first
    assert await Post.all().count() == 1


async def test_a_post_by_a_closed_account_stays_unsigned(api: Api) -> None:
    lens, ann_member, ann = await _scene()
    post = await communities.post(ann_member, lens)
    await api.mutate("memberRemove", "removedMemberId", as_=ann, member=communities.gid(ann_member))
    stranger = await people.viewer(await people.member("Stranger"))
    query = "query($id: ID!) { node(id: $id) { ... on Post { text author { name } } } }"
    found = await api(query, as_=stranger, id=communities.gid(post))
    assert found["node"] == {"text": "Hello", "author": None}
