"""A community: one table for circles (brand-run) and groups (member-made)."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.noun import Noun


class CommunityKind(StrEnum):
    """Who runs it."""

    CIRCLE = "CIRCLE"
    GROUP = "GROUP"


class JoinPolicy(StrEnum):
    """How a member gets in."""

    OPEN = "OPEN"
    APPROVAL = "APPROVAL"
    INVITE = "INVITE"
    OWNERS_ONLY = "OWNERS_ONLY"


class Dimension(StrEnum):
    """What a circle is about."""

    CITY = "CITY"
    INTEREST = "INTEREST"
    PROFESSION = "PROFESSION"
    FAMILY = "FAMILY"
    MODEL = "MODEL"


class Community(Noun):
    """A circle or a group, `name_key` is the name as compared (NFKC, case folded)."""

    kind = fields.CharEnumField(CommunityKind, max_length=8)
    name = fields.CharField(80)
    name_key = fields.CharField(160, unique=True)
    description = fields.CharField(2000, default="")
    join_policy = fields.CharEnumField(JoinPolicy, max_length=12)
    founder_id = fields.UUIDField(null=True, db_index=True)
    member_count = fields.IntField(default=0)
    created_at = fields.DatetimeField(default=clock.now)
    archived_at = fields.DatetimeField(null=True)

    class Meta:
        table = "communities"


class CommunityTag(Noun):
    """One value of a circle in one dimension, as `CITY: Shanghai`."""

    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="tags"
    )
    community_id: UUID
    dimension = fields.CharEnumField(Dimension, max_length=12)
    value = fields.CharField(80)

    class Meta:
        table = "community_tags"
        unique_together = (("community_id", "dimension", "value"),)
        indexes = (("dimension", "value"),)
