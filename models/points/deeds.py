"""A deed: something a member did that a rule may reward."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.members import Member
from models.noun import Noun


class DeedKind(StrEnum):
    """What can be rewarded."""

    CHECK_IN = "CHECK_IN"
    POST = "POST"
    COMMENT = "COMMENT"
    HOST_EVENT = "HOST_EVENT"


class Deed(Noun):
    """Unique by (member, kind, source), `day` is the deed's date in the zone that counts."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    kind = fields.CharEnumField(DeedKind, max_length=16)
    source_id = fields.UUIDField()
    at = fields.DatetimeField()
    day = fields.CharField(10)
    is_withdrawn = fields.BooleanField(default=False)

    class Meta:
        table = "deeds"
        unique_together = (("member_id", "kind", "source_id"),)
        indexes = (("member_id", "kind", "day"),)
