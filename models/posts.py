"""A post: what a member says in a community, or about an event."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.communities import Community
from models.members import Member
from models.noun import Noun


class Post(Noun):
    """Text and pictures, the counts are kept by the verbs."""

    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    author_id: UUID
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField("models.Community")
    community_id: UUID
    event_id = fields.UUIDField(null=True, db_index=True)
    text = fields.TextField()
    comment_count = fields.IntField(default=0)
    reaction_count = fields.IntField(default=0)
    created_at = fields.DatetimeField(default=clock.now)
    edited_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    hidden_at = fields.DatetimeField(null=True)
    hidden_reason = fields.CharField(500, default="")

    class Meta:
        table = "posts"
        indexes = (("created_at", "id"), ("community_id", "created_at", "id"), ("author_id", "id"))
