"""A notification: a line in a member's app that something happened."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun


class Notification(Noun):
    """One per member and outbox message, so that a redelivery adds none."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    message_id = fields.UUIDField()
    topic = fields.CharField(64)
    detail = fields.JSONField[dict[str, Any]](default=dict)
    created_at = fields.DatetimeField(default=clock.now)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notifications"
        unique_together = (("member_id", "message_id"),)
        indexes = (("member_id", "id"),)
