"""The outbox: a verb says what happened, in its own transaction; the worker delivers it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock, database, doorbell, sql
from models.noun import Noun

BELL = "outbox"
LEASE = timedelta(seconds=60)
MAIL = "mail.send"
_FIRST_RETRY = timedelta(seconds=2)
_LONGEST_RETRY = timedelta(minutes=5)


class Lane(StrEnum):
    """Letters wait for others' servers, and must not hold up everything else."""

    LETTERS = "LETTERS"
    ALL_ELSE = "ALL_ELSE"


_IN_LANE = {
    None: "true",
    Lane.LETTERS: f"topic = '{MAIL}'",
    Lane.ALL_ELSE: f"topic <> '{MAIL}'",
}


class OutboxMessage(Noun):
    """Delivered at least once, `leased_until` keeps two workers from the same message."""

    topic = fields.CharField(64)
    payload = fields.JSONField[dict[str, Any]](default=dict)
    created_at = fields.DatetimeField(default=clock.now)
    due_at = fields.DatetimeField(default=clock.now)
    attempts = fields.IntField(default=0)
    leased_until = fields.DatetimeField(null=True)
    last_error = fields.CharField(500, default="")
    delivered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outbox_messages"


@dataclass(frozen=True, slots=True)
class Message:
    """A leased message: effects are keyed by its id, so that doing them twice is doing them once.

    `attempts` counts this one too.
    """

    id: UUID
    topic: str
    payload: dict[str, Any]
    attempts: int
    created_at: datetime


async def tell(topic: str, *, due_at: datetime | None = None, **payload: Any) -> None:
    """Say that `topic` happened; delivered after the open transaction commits, not before."""
    await tell_all(topic, [payload], due_at=due_at)


async def tell_all(
    topic: str, payloads: Iterable[dict[str, Any]], *, due_at: datetime | None = None
) -> None:
    """Say that `topic` happened once for each payload, in one statement."""
    now = clock.now()
    messages = [
        OutboxMessage(topic=topic, payload=_plain(payload), created_at=now, due_at=due_at or now)
        for payload in payloads
    ]
    if messages:
        await OutboxMessage.bulk_create(messages)
        doorbell.ring(BELL)


async def lease(limit: int, lane: Lane | None = None) -> list[Message]:
    """Take up to `limit` due messages for LEASE, of one lane or all; others skip them meanwhile."""
    skip = "" if database.is_sqlite() else "FOR UPDATE SKIP LOCKED"
    now = clock.now()
    async with database.transaction():
        leased = await sql.fetch(
            Message,
            f"""
            WITH due AS (
                SELECT id FROM outbox_messages
                WHERE delivered_at IS NULL AND due_at <= $2
                  AND (leased_until IS NULL OR leased_until <= $2) AND {_IN_LANE[lane]}
                ORDER BY due_at, id LIMIT $3 {skip}
            )
            UPDATE outbox_messages SET leased_until = $1, attempts = attempts + 1
            WHERE id IN (SELECT id FROM due)
            RETURNING id, topic, payload, attempts, created_at
            """,  # noqa: S608  nothing of it comes from outside
            now + LEASE,
            now,
            limit,
        )
    return sorted(leased, key=lambda message: message.id)


async def delivered(message: Message) -> None:
    """Mark as done; in the same transaction as the effect where that is in the database."""
    await OutboxMessage.filter(id=message.id).update(
        delivered_at=clock.now(), leased_until=None, last_error=""
    )


async def failed(message: Message, error: str) -> None:
    """Try again later, twice as late each time up to five minutes; nothing is ever given up."""
    wait = min(_FIRST_RETRY * 2 ** min(message.attempts - 1, 20), _LONGEST_RETRY)
    await OutboxMessage.filter(id=message.id).update(
        due_at=clock.now() + wait, leased_until=None, last_error=error[:500]
    )


async def redact(message: Message, *names: str) -> None:
    """Take out of a message what must not be kept; in the transaction that used it."""
    kept = {name: value for name, value in message.payload.items() if name not in names}
    await OutboxMessage.filter(id=message.id).update(payload=kept)


async def forget(before: datetime) -> int:
    """Drop the messages that were delivered before then, and return how many."""
    return await OutboxMessage.filter(delivered_at__lt=before).delete()


def _plain(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: str(v) if isinstance(v, UUID) else v for name, v in payload.items()}
