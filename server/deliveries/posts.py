"""Posts and comments: followers and authors hear of them, and authors why one was hidden."""

from collections.abc import Sequence
from uuid import UUID

from models import grants, outbox
from models.comments import Comment
from models.communities import Community, CommunityKind, JoinPolicy
from models.contributions import Contribution
from models.follows import Follow
from models.mails import MailKind
from models.members import Member
from models.memberships import Membership, MembershipState
from models.outbox import Message
from models.pictures import uploads
from models.posts import Post
from models.reports import Report
from server.deliveries.communities import KEEPERS
from server.deliveries.news import NONE, Handler, News, letter, named, notes, nothing, told
from server.deliveries.setup import WorkerSetup


async def posted(message: Message) -> News:
    """A note to those who follow the author and may read it."""
    post = await Post.get(id=named(message, "post")).select_related("community")
    if not post.is_standing:
        return NONE
    followers = await Follow.filter(followed_id=post.author_id).order_by("id")
    readers = await _who_read(post.community, [follow.follower_id for follow in followers])
    return News(notes=notes(message, readers, post=post.id, member=post.author_id))


async def discard(message: Message, setup: WorkerSetup) -> None:
    """The pictures of a deleted post are gone for good."""
    await uploads.discard(named(message, "post"), setup.pictures)
    await outbox.delivered(message)


async def commented(message: Message) -> News:
    """A note to the author of the post."""
    comment = await Comment.get(id=named(message, "comment")).select_related("post")
    if not comment.is_standing or comment.author_id == comment.post.author_id:
        return NONE
    about = {"comment": comment.id, "member": comment.author_id}
    return News(notes=notes(message, [comment.post.author_id], **about))


async def reacted(message: Message) -> News:
    """A note to the author of the post."""
    post, member_id = await Post.get(id=named(message, "post")), named(message, "member")
    if member_id == post.author_id:
        return NONE
    return News(notes=notes(message, [post.author_id], post=post.id, member=member_id))


async def post_hidden(message: Message) -> News:
    """The reason, to the author."""
    post = await Post.get(id=named(message, "post")).select_related("community")
    return await _hidden(message, post, post.community)


async def comment_hidden(message: Message) -> News:
    """The reason, to the author."""
    comment = await Comment.get(id=named(message, "comment")).select_related("post__community")
    return await _hidden(message, comment, comment.post.community)


async def reported(message: Message) -> News:
    """A note to those who keep order in the community."""
    report = await Report.get(id=named(message, "report"))
    keepers = await grants.alive(scope_id=report.community_id).filter(role__in=KEEPERS)
    about = {report.subject_kind.value.lower(): report.subject_id}
    return News(notes=notes(message, (grant.member_id for grant in keepers), **about))


async def _who_read(community: Community, member_ids: Sequence[UUID]) -> list[UUID]:
    """Those who may read what is said there, as models.access.sight has it."""
    is_circle = community.kind is CommunityKind.CIRCLE
    if community.join_policy is JoinPolicy.OPEN:
        return list(member_ids)
    if is_circle and community.join_policy is JoinPolicy.APPROVAL:
        return list(member_ids)
    inside = await Membership.filter(
        community_id=community.id, member_id__in=list(member_ids), state=MembershipState.MEMBER
    )
    return [membership.member_id for membership in inside]


async def _hidden(message: Message, said: Contribution, community: Community) -> News:
    author = await Member.get(id=said.author_id)
    if said.is_standing or author.removed_at is not None:
        return NONE
    detail = {"what": said.noun, "community": community.name, "reason": said.hidden_reason}
    about = {said.noun: said.id}
    return News(
        [letter(author, MailKind.ACCOUNT, "content.hidden", **detail)],
        notes(message, [author.id], **about),
    )


TOPICS: dict[str, Handler] = {
    "post.created": told(posted),
    "post.hidden": told(post_hidden),
    "post.deleted": discard,
    "comment.created": told(commented),
    "comment.hidden": told(comment_hidden),
    "comment.deleted": nothing,
    "reaction.created": told(reacted),
    "report.created": told(reported),
}
