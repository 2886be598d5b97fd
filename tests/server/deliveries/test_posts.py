"""Who hears of posts, comments, reactions and reports, and who does not."""

import pytest

from models import database, follows, reactions, reports
from models.communities import JoinPolicy
from models.follows import Follow
from models.members import Member
from models.notifications import Notification
from models.reactions import ReactionKind
from models.reports import SubjectKind
from tests import communities, people, postbox
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")


async def _told(topic: str) -> list[tuple[str, dict[str, str]]]:
    """Who was told of the topic, with what it is about."""
    await Postbox().fetch()
    notes = await Notification.filter(topic=topic).order_by("id").select_related("member")
    return [(note.member.name, note.detail) for note in notes]


async def _followed(author: Member, *followers: Member) -> None:
    await Follow.bulk_create([Follow(follower=each, followed=author) for each in followers])


@pytest.mark.parametrize("policy", list(JoinPolicy))
async def test_followers_hear_of_a_post_where_they_may_read_it(policy: JoinPolicy) -> None:
    ann, ben, cara = [await people.member(name) for name in ("Ann", "Ben", "Cara")]
    circle = await communities.circle("Lens", policy)
    await communities.inside(circle, ann, ben)
    await _followed(ann, ben, cara)
    post = await communities.post(ann, circle)

    told = await _told("post.created")

    about = {"post": str(post.id), "member": str(ann.id)}
    is_open = policy in {JoinPolicy.OPEN, JoinPolicy.APPROVAL}
    assert told == [("Ben", about), *([("Cara", about)] if is_open else [])]


async def test_the_author_hears_of_comments_and_reactions_of_others_and_not_of_their_own() -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    circle = await communities.circle("Lens")
    await communities.inside(circle, ann, ben)
    post = await communities.post(ann, circle)
    await communities.comment(ann, post)
    comment = await communities.comment(ben, post)
    for someone in (ann, ben):
        async with database.transaction():
            await reactions.react(someone.id, post, ReactionKind.LIKE)

    commented, reacted = await _told("comment.created"), await _told("reaction.created")

    assert commented == [("Ann", {"comment": str(comment.id), "member": str(ben.id)})]
    assert reacted == [("Ann", {"post": str(post.id), "member": str(ben.id)})]


async def test_a_post_that_is_gone_before_the_worker_comes_is_not_told_of() -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    circle = await communities.circle("Lens")
    await communities.inside(circle, ann, ben)
    await _followed(ann, ben)
    post = await communities.post(ann, circle)
    async with database.transaction():
        await post.retract()

    assert await _told("post.created") == []


async def test_whoever_is_followed_hears_by_whom() -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    async with database.transaction():
        await follows.follow(ben.id, ann)

    assert await _told("member.followed") == [("Ann", {"member": str(ben.id)})]


async def test_the_author_of_a_hidden_comment_gets_the_moderators_reason() -> None:
    ann, hana = await people.member("Ann", locale="zh"), None
    circle = await communities.circle("Lens")
    hana = await communities.host("Hana", circle)
    await communities.inside(circle, ann)
    comment = await communities.comment(ann, await communities.post(ann, circle))
    box = Postbox()
    await box.fetch()
    async with database.transaction():
        await comment.hide("Advertising", by=hana.id)

    [letter] = await box.fetch()

    assert letter["To"] == "ann@people.example"
    assert letter["Subject"] == "您在「Lens」发布的评论已被隐藏"
    assert "    Advertising" in postbox.text(letter)
    assert letter["List-Unsubscribe"] is None


async def test_a_report_is_told_to_those_who_keep_order_and_not_to_the_author() -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    circle = await communities.circle("Lens")
    await communities.host("Hana", circle)
    await communities.inside(circle, ann, ben)
    post = await communities.post(ann, circle)
    async with database.transaction():
        await reports.report(
            ben, SubjectKind.POST, post.id,
            author_id=ann.id, community_id=circle.id, reason="Rude",
        )  # fmt: skip

    assert await _told("report.created") == [("Hana", {"post": str(post.id)})]
