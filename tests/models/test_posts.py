import pytest

from models import database, posts
from models.audit import AuditEntry
from models.communities import Community
from models.members import Member
from models.outbox import OutboxMessage
from models.points.ledger import PointsAccount
from models.posts import Post
from models.refusals import (
    CommunityArchived,
    NotFound,
    TextEmpty,
    TextHasControlCharacters,
    TextTooLong,
)
from tests import communities, people
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")


async def _scene() -> tuple[Community, Member]:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    await communities.inside(lens, ann)
    return lens, ann


async def _points(member: Member) -> int:
    account = await PointsAccount.get_or_none(member_id=member.id)
    return account.points if account else 0


async def _topics() -> list[str]:
    told = await OutboxMessage.filter(topic__startswith="post.").order_by("id")
    return [message.topic for message in told]


async def test_a_post_earns_its_author_points_and_is_told() -> None:
    lens, ann = await _scene()
    await communities.post(ann, lens)
    assert await _points(ann) == 10
    assert await _topics() == ["post.created"]


async def test_a_post_has_one_to_5000_characters() -> None:
    lens, ann = await _scene()
    assert len((await communities.post(ann, lens, "字" * 5000)).text) == 5000
    for text, refusal in (
        ("字" * 5001, TextTooLong),
        (" \n ", TextEmpty),
        ("bell\x07", TextHasControlCharacters),
    ):
        with pytest.raises(refusal):
            await communities.post(ann, lens, text)
    assert await Post.all().count() == 1
    assert await _points(ann) == 10


async def test_nothing_is_posted_where_it_is_archived() -> None:
    lens, ann = await _scene()
    archived = await lens.archive(by=ann.id)
    with pytest.raises(CommunityArchived):
        await communities.post(ann, archived)
    assert await Post.all().count() == 0


async def test_an_edited_post_says_when() -> None:
    lens, ann = await _scene()
    post = await communities.post(ann, lens)
    assert post.edited_at is None
    edited = await post.edit("Hello again")
    assert edited.text == "Hello again"
    assert edited.edited_at is not None


async def test_a_deleted_post_earns_nothing_and_is_edited_no_more() -> None:
    lens, ann = await _scene()
    post = await communities.post(ann, lens)
    assert await raced([post.retract] * 5) == {DONE: 5}
    assert await _points(ann) == 0
    assert await _topics() == ["post.created", "post.deleted"]
    with pytest.raises(NotFound):
        await post.edit("Too late")
    assert (await Post.get(id=post.id)).text == "Hello"


async def test_a_hidden_post_earns_again_once_it_is_shown_again() -> None:
    lens, ann = await _scene()
    post = await communities.post(ann, lens)
    hidden = await post.hide("Off topic", by=ann.id)
    assert hidden.hidden_reason == "Off topic"
    assert await _points(ann) == 0
    shown = await post.unhide(by=ann.id)
    assert shown.hidden_reason == ""
    assert await _points(ann) == 10


async def test_hiding_at_once_is_hiding_once_and_stands_in_the_log() -> None:
    lens, ann = await _scene()
    post = await communities.post(ann, lens)
    assert await raced([lambda: post.hide("Off topic", by=ann.id)] * 6) == {DONE: 6}
    assert await AuditEntry.filter(action="post.hide").count() == 1
    assert await _topics() == ["post.created", "post.hidden"]


async def test_hiding_takes_a_reason() -> None:
    lens, ann = await _scene()
    post = await communities.post(ann, lens)
    with pytest.raises(TextEmpty):
        await post.hide(" ", by=ann.id)
    assert (await Post.get(id=post.id)).hidden_at is None


async def test_a_refused_post_leaves_no_trace() -> None:
    lens, ann = await _scene()
    with pytest.raises(TextEmpty):
        async with database.transaction():
            await posts.write(ann, lens, "")
    assert await Post.all().count() == 0
    assert await _topics() == []
