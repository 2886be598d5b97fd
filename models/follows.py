"""A follow: a member who wants to hear of another."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun


class Follow(Noun):
    """`follower` hears of what `followed` posts."""

    follower: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="following"
    )
    follower_id: UUID
    followed: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="followers"
    )
    followed_id: UUID
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "follows"
        unique_together = (("follower_id", "followed_id"),)
