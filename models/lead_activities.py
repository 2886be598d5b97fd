"""A lead activity: what somebody of the dealer did about a lead, or noted; append-only."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun


class ActivityKind(StrEnum):
    """What was done."""

    CALL = "CALL"
    MESSAGE = "MESSAGE"
    EMAIL = "EMAIL"
    MEETING = "MEETING"
    NOTE = "NOTE"


ATTEMPTS = frozenset(ActivityKind) - {ActivityKind.NOTE}
"""Those by which somebody tried to reach the person."""


class LeadActivity(Noun):
    """One entry of a lead's timeline, `has_reached` says whether the person was spoken with."""

    # A Lead, whose verbs read these rows and so know this module, and not the reverse.
    lead: fields.ForeignKeyRelation[Noun] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    kind = fields.CharEnumField(ActivityKind, max_length=12)
    has_reached = fields.BooleanField(default=False)
    text = fields.TextField(default="")
    actor_id = fields.UUIDField()
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_activities"
        indexes = (("lead_id", "id"),)


class LeadMention(Noun):
    """A colleague whom an activity names, and who is told of it."""

    activity: fields.ForeignKeyRelation[LeadActivity] = fields.ForeignKeyField(
        "models.LeadActivity"
    )
    activity_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID

    class Meta:
        table = "lead_mentions"
        unique_together = (("activity_id", "member_id"),)


async def was_attempted(lead_id: UUID) -> bool:
    """Whether anybody tried to reach the person of the lead."""
    return await LeadActivity.filter(lead_id=lead_id, kind__in=list(ATTEMPTS)).exists()
