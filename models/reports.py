"""A report: a member who says that a post or comment should not stand."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun


class ReportState(StrEnum):
    """What became of a report."""

    OPEN = "OPEN"
    ACTIONED = "ACTIONED"
    DISMISSED = "DISMISSED"


class Report(Noun):
    """One per member and subject, however often it is said."""

    reporter: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    reporter_id: UUID
    subject_kind = fields.CharField(12)
    subject_id = fields.UUIDField(db_index=True)
    community_id = fields.UUIDField(db_index=True)
    reason = fields.CharField(500)
    state = fields.CharEnumField(ReportState, max_length=12, default=ReportState.OPEN)
    decided_by_id = fields.UUIDField(null=True)
    decided_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "reports"
        unique_together = (("reporter_id", "subject_id"),)
