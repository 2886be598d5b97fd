"""A comment: an answer to a post."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun
from models.posts import Post


class Comment(Noun):
    """Text under a post."""

    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField("models.Post")
    post_id: UUID
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    author_id: UUID
    text = fields.TextField()
    created_at = fields.DatetimeField(default=clock.now)
    edited_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    hidden_at = fields.DatetimeField(null=True)
    hidden_reason = fields.CharField(500, default="")

    class Meta:
        table = "comments"
        indexes = (("post_id", "created_at", "id"),)
