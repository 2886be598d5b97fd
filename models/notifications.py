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


async def mark_read(member_id: UUID, until: Notification | None = None) -> None:
    """Mark the member's notifications as read: all of them, or those up to and with `until`."""
    unread = Notification.filter(member_id=member_id, read_at=None)
    if until is not None:
        unread = unread.filter(id__lte=until.id)
    await unread.update(read_at=clock.now())
