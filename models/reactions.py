"""A reaction: one member's sign under one post."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F

from models import clock, outbox
from models.members import Member
from models.noun import Noun
from models.posts import Post
from models.refusals import NotFound


class ReactionKind(StrEnum):
    """The signs to choose from."""

    LIKE = "LIKE"
    LOVE = "LOVE"
    LAUGH = "LAUGH"
    WOW = "WOW"
    THANKS = "THANKS"


class Reaction(Noun):
    """A member has at most one reaction under a post."""

    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField("models.Post")
    post_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    kind = fields.CharEnumField(ReactionKind, max_length=8)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "reactions"
        unique_together = (("post_id", "member_id"),)


async def react(member_id: UUID, post: Post, kind: ReactionKind) -> Post:
    """Put the member's sign under a post that stands, in place of the one before."""
    post = await post.locked()
    if not post.is_standing:
        raise NotFound("post")
    if await Reaction.filter(post_id=post.id, member_id=member_id).update(kind=kind):
        return post
    reaction = await Reaction.create(post=post, member_id=member_id, kind=kind)
    await _count(post, 1)
    await outbox.tell("reaction.created", reaction=reaction.id, post=post.id, member=member_id)
    return post


async def unreact(member_id: UUID, post: Post) -> Post:
    """Take the member's sign away, if there is one."""
    post = await post.locked()
    if await Reaction.filter(post_id=post.id, member_id=member_id).delete():
        await _count(post, -1)
    return post


async def _count(post: Post, change: int) -> None:
    await Post.filter(id=post.id).update(reaction_count=F("reaction_count") + change)
