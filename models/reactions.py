"""A reaction: one member's sign under one post."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun
from models.posts import Post


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
