"""A comment: an answer to a post."""

from typing import ClassVar, Self
from uuid import UUID

from tortoise import fields
from tortoise.expressions import F

from models.contributions import Contribution
from models.members import Member
from models.points.deeds import DeedKind
from models.posts import Post
from models.refusals import NotFound


class Comment(Contribution):
    """Text under a post."""

    longest: ClassVar = 2000
    deed: ClassVar = DeedKind.COMMENT
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField("models.Post")
    post_id: UUID
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")

    class Meta:
        table = "comments"
        indexes = (("post_id", "id"),)

    async def locked(self) -> Self:
        """This row under its post's lock, which whatever changes the post's counts takes first."""
        await Post.filter(id=self.post_id).select_for_update(no_key=True).get()
        return await super().locked()

    async def standing_changed(self) -> None:
        """The post's count follows, as the points do."""
        await super().standing_changed()
        await _count(self.post_id, 1 if self.is_standing else -1)


async def write(author: Member, post: Post, text: str) -> Comment:
    """Answer a post that stands, with up to 2000 characters."""
    post = await post.locked()
    if not post.is_standing:
        raise NotFound("post")
    comment = Comment(author=author, post=post)
    comment.text = await comment.checked(text)
    await comment.save(force_create=True)
    await _count(post.id, 1)
    await comment.published(author)
    return comment


async def _count(post_id: UUID, change: int) -> None:
    await Post.filter(id=post_id).update(comment_count=F("comment_count") + change)
