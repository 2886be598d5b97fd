"""A deed: something a member did that a rule may reward."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise import fields

from models.members import Member
from models.noun import Noun


class DeedKind(StrEnum):
    """What can be rewarded."""

    CHECK_IN = "CHECK_IN"
    POST = "POST"
    COMMENT = "COMMENT"
    HOST_EVENT = "HOST_EVENT"
    REFERRED_MEMBER = "REFERRED_MEMBER"
    REFERRED_LEAD = "REFERRED_LEAD"
    REFERRED_DRIVE = "REFERRED_DRIVE"
    REFERRED_ORDER = "REFERRED_ORDER"
    REFERRED_OWNER = "REFERRED_OWNER"


# As the first migration has it. Another remark is another column, for which SQLite builds the table
# anew, and Tortoise forgets what is unique in it.
REMARK = "CHECK_IN: CHECK_IN\nPOST: POST\nCOMMENT: COMMENT\nHOST_EVENT: HOST_EVENT"

REFERRED = frozenset(
    {
        DeedKind.REFERRED_MEMBER,
        DeedKind.REFERRED_LEAD,
        DeedKind.REFERRED_DRIVE,
        DeedKind.REFERRED_ORDER,
        DeedKind.REFERRED_OWNER,
    }
)
"""What a friend did whom one brought; these deeds may move to another time."""


class Deed(Noun):
    """Unique by (member, kind, source), `day` is the deed's date in the zone that counts."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    kind = fields.CharEnumField(DeedKind, max_length=16, description=REMARK)
    source_id = fields.UUIDField()
    at = fields.DatetimeField()
    day = fields.CharField(10)
    is_withdrawn = fields.BooleanField(default=False)

    class Meta:
        table = "deeds"
        unique_together = (("member_id", "kind", "source_id"),)
        indexes = (("member_id", "kind", "day"),)


@dataclass(frozen=True, slots=True)
class NewDeed:
    """Something a member did, not yet recorded; `zone` is where its day is counted."""

    member_id: UUID
    kind: DeedKind
    source_id: UUID
    at: datetime
    zone: str

    @property
    def day(self) -> str:
        """The local date, as 2026-11-23."""
        return self.at.astimezone(ZoneInfo(self.zone)).date().isoformat()


@dataclass(frozen=True, slots=True)
class DeedDay:
    """The deeds of one kind that one member did on one day: they share a cap."""

    member_id: UUID
    kind: DeedKind
    day: str
