"""A notification: a line in a member's app that something happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Note:
    """What to tell a member in their app."""

    member_id: UUID
    topic: str
    detail: dict[str, Any] = field(default_factory=dict)


async def write(message_id: UUID, notes: Sequence[Note]) -> None:
    """Tell members in their app, once for each outbox message and member."""
    await Notification.bulk_create(
        [
            Notification(
                member_id=note.member_id,
                message_id=message_id,
                topic=note.topic,
                detail=note.detail,
            )
            for note in notes
        ],
        ignore_conflicts=True,
    )


async def mark_read(member_id: UUID, until: Notification | None = None) -> None:
    """Mark the member's notifications as read: all of them, or those up to and with `until`."""
    unread = Notification.filter(member_id=member_id, read_at=None)
    if until is not None:
        unread = unread.filter(id__lte=until.id)
    await unread.update(read_at=clock.now())
