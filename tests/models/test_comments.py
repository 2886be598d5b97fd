import pytest

from models import comments
from models.comments import Comment
from models.members import Member
from models.points.ledger import PointsAccount
from models.posts import Post
from models.refusals import NotFound, TextEmpty, TextTooLong
from tests import communities, people
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")


async def _scene() -> tuple[Post, Member]:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    return await communities.post(ann, lens), await people.member("Bob")


async def _count(post: Post) -> int:
    return (await Post.get(id=post.id)).comment_count


async def _points(member: Member) -> int:
    account = await PointsAccount.get(member_id=member.id)
    return int(account.points)


async def test_twenty_comments_at_once_are_counted_as_twenty() -> None:
    post, bob = await _scene()
    assert await raced([lambda: comments.write(bob, post, "Indeed")] * 20) == {DONE: 20}
    assert await _count(post) == 20
    assert await Comment.all().count() == 20


async def test_only_comments_that_stand_are_counted_and_earn() -> None:
    post, bob = await _scene()
    comment = await communities.comment(bob, post)
    assert (await _count(post), await _points(bob)) == (1, 2)
    await comment.hide("Rude", by=bob.id)
    assert (await _count(post), await _points(bob)) == (0, 0)
    await comment.unhide(by=bob.id)
    assert (await _count(post), await _points(bob)) == (1, 2)
    await comment.retract()
    assert (await _count(post), await _points(bob)) == (0, 0)


async def test_hiding_and_deleting_at_once_take_one_from_the_count() -> None:
    post, bob = await _scene()
    await communities.comment(bob, post)
    comment = await communities.comment(bob, post)
    verbs = [comment.retract, lambda: comment.hide("Rude", by=bob.id)] * 4
    outcomes = await raced(verbs)
    assert outcomes[DONE] >= 4
    assert await _count(post) == 1
    assert (await Comment.get(id=comment.id)).deleted_at is not None


async def test_nobody_answers_what_is_hidden_or_deleted() -> None:
    post, bob = await _scene()
    await post.hide("Off topic", by=bob.id)
    with pytest.raises(NotFound):
        await comments.write(bob, post, "Why?")
    await post.retract()
    with pytest.raises(NotFound):
        await comments.write(bob, post, "Why?")
    assert await Comment.all().count() == 0
    assert await _count(post) == 0


async def test_a_comment_has_one_to_2000_characters() -> None:
    post, bob = await _scene()
    await communities.comment(bob, post, "字" * 2000)
    with pytest.raises(TextTooLong):
        await comments.write(bob, post, "字" * 2001)
    with pytest.raises(TextEmpty):
        await comments.write(bob, post, "")
    assert await _count(post) == 1


async def test_an_edited_comment_says_when() -> None:
    post, bob = await _scene()
    edited = await (await communities.comment(bob, post)).edit("On reflection, no")
    assert edited.text == "On reflection, no"
    assert edited.edited_at is not None
