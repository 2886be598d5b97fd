"""Queueing: each numbered lead change becomes one delivery for each endpoint of its dealer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import clock, database, ids, sql
from models.lead_changes import LeadChangeKind
from models.webhook_deliveries.rows import DeliveryState, WebhookEvent

BELL = "webhooks"
MOST = 500

_EVENTS = {
    LeadChangeKind.CAPTURED: WebhookEvent.LEAD_CAPTURED,
    LeadChangeKind.WITHDRAWN: WebhookEvent.LEAD_WITHDRAWN,
    LeadChangeKind.MERGED: WebhookEvent.LEAD_WITHDRAWN,
    LeadChangeKind.RECYCLED: WebhookEvent.LEAD_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class _Change:
    endpoint_id: UUID
    seq: int
    kind: LeadChangeKind
    lead_id: UUID
    at: datetime


async def queue() -> int:
    """Queue up to MOST deliveries in the order of their numbers, and return how many there were.

    Two at once queue the same, once.
    """
    changes = await _unqueued()
    if changes:
        async with database.transaction():
            await _insert(changes)
            await _advance({change.endpoint_id: change.seq for change in changes})
    return len(changes)


async def _unqueued() -> list[_Change]:
    return await sql.fetch(
        _Change,
        """
        SELECT e.id AS endpoint_id, c.seq, c.kind, c.lead_id, c.at
        FROM webhook_endpoints e
        JOIN dealers d ON d.id = e.dealer_id AND d.feed_seq > e.queued_seq
        JOIN lead_changes c ON c.dealer_id = e.dealer_id AND c.seq > e.queued_seq
        ORDER BY e.id, c.seq LIMIT $1
        """,
        MOST,
    )


async def _insert(changes: list[_Change]) -> None:
    columns: dict[str, type] = {
        "id": UUID, "endpoint_id": UUID, "event": str, "lead_id": UUID, "seq": int,
        "happened_at": datetime,
    }  # fmt: skip
    rows = [
        {
            "id": ids.new(),
            "endpoint_id": change.endpoint_id,
            "event": _EVENTS.get(change.kind, WebhookEvent.LEAD_UPDATED),
            "lead_id": change.lead_id,
            "seq": change.seq,
            "happened_at": change.at,
        }
        for change in changes
    ]
    names = ", ".join(columns)
    # Those of an endpoint that was deleted meanwhile are left out.
    await sql.execute(
        f"""
        INSERT INTO webhook_deliveries
            ({names}, state, is_aside, failure_count, due_at, created_at)
        SELECT {", ".join(f"q.{name}" for name in columns)}, $2, FALSE, 0, $3, $3
        FROM {sql.json_rows(1, **columns)} q JOIN webhook_endpoints e ON e.id = q.endpoint_id
        WHERE true ON CONFLICT (endpoint_id, seq) DO NOTHING
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
        DeliveryState.PENDING,
        clock.now(),
    )


async def _advance(last: dict[UUID, int]) -> None:
    rows = [{"id": endpoint_id, "seq": seq} for endpoint_id, seq in sorted(last.items())]
    await sql.execute(
        f"""
        UPDATE webhook_endpoints SET queued_seq = q.seq
        FROM {sql.json_rows(1, id=UUID, seq=int)} q
        WHERE webhook_endpoints.id = q.id AND webhook_endpoints.queued_seq < q.seq
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
    )
