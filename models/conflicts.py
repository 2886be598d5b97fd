"""A conflict: people were let in at the door who, from all that is known now, should not have been.

It is concluded from scans, so the order in which these arrive does not matter; settling it is an
operator's deed, and undoes nothing.
"""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.noun import Noun
from models.seats import Seat


class ConflictKind(StrEnum):
    """Why an admission should not have been."""

    DOUBLE = "DOUBLE"
    CANCELLED = "CANCELLED"
    REPLACED = "REPLACED"
    OTHER = "OTHER"


class Settlement(StrEnum):
    """What an operator found: the same person twice, somebody who had no right, a mistake."""

    HARMLESS = "HARMLESS"
    INTRUDER = "INTRUDER"
    MISTAKE = "MISTAKE"


class Conflict(Noun):
    """One per seat and kind, `scan_ids` are the rows of its scans, the earliest first.

    The first of a DOUBLE is the admission that stands, all others should not have been. A scan that
    joins later opens a settled conflict again.
    """

    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat")
    seat_id: UUID
    event_id = fields.UUIDField()
    kind = fields.CharEnumField(ConflictKind, max_length=12)
    scan_ids = fields.JSONField[list[str]](default=list)
    found_at = fields.DatetimeField(default=clock.now)
    settled_at = fields.DatetimeField(null=True)
    settled_by_id = fields.UUIDField(null=True)
    settlement = fields.CharEnumField(Settlement, max_length=12, null=True)
    note = fields.CharField(500, default="")

    class Meta:
        table = "conflicts"
        unique_together = (("seat_id", "kind"),)
        indexes = (("event_id", "id"),)
