"""The audit log: what people with roles did, append-only."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock
from models.noun import Noun


class AuditEntry(Noun):
    """One deed of a person with a role: who did what to which row, and why."""

    actor_id = fields.UUIDField(null=True)
    action = fields.CharField(64)
    subject_kind = fields.CharField(32)
    subject_id = fields.UUIDField(null=True, db_index=True)
    detail = fields.JSONField[dict[str, Any]](default=dict)
    at = fields.DatetimeField(default=clock.now, db_index=True)

    class Meta:
        table = "audit_entries"


async def record(actor_id: UUID | None, action: str, subject: Noun, **detail: Any) -> None:
    """Write down that `actor_id` (None: the command line) did `action` to `subject`."""
    await entry(actor_id, action, subject, **detail).save()


def entry(actor_id: UUID | None, action: str, subject: Noun, **detail: Any) -> AuditEntry:
    """The same, to be written with others."""
    return AuditEntry(
        actor_id=actor_id,
        action=action,
        subject_kind=type(subject).__name__,
        subject_id=subject.id,
        detail={name: str(value) for name, value in detail.items()},
    )
