"""Taking: which endpoints have something due, and what it is; each is one worker's at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models import clock, database, sql
from models.webhook_deliveries.rows import WebhookEvent

LEASE = timedelta(seconds=60)

_PENDING = "d.endpoint_id = e.id AND d.state = 'PENDING'"
_ASIDE = "d.is_aside AND d.due_at <= $1 AND (e.paused_at IS NULL OR d.event = 'PING')"
_HEAD = """(
    SELECT h.id FROM webhook_deliveries h
    WHERE h.endpoint_id = e.id AND h.state = 'PENDING' AND NOT h.is_aside
    ORDER BY h.seq LIMIT 1
)"""
_IS_DUE = f"""({_PENDING} AND (
    ({_ASIDE}) OR (d.id = {_HEAD} AND d.due_at <= $1 AND e.paused_at IS NULL)
))"""


@dataclass(frozen=True, slots=True)
class Held:
    """An endpoint that nobody else sends to until the lease is over."""

    id: UUID
    leased_until: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be sent now, and what it takes."""

    id: UUID
    endpoint_id: UUID
    dealer_id: UUID
    url: str
    sealed_secret: bytes
    sealed_previous_secret: bytes | None
    previous_secret_until: datetime | None
    event: WebhookEvent
    lead_id: UUID | None
    seq: int | None
    happened_at: datetime


async def take(most: int) -> list[Held]:
    """Lease up to `most` endpoints that have something due, those longest left alone first."""
    now = clock.now()
    skip = "" if database.is_sqlite() else "FOR NO KEY UPDATE OF e SKIP LOCKED"
    async with database.transaction():
        return await sql.fetch(
            Held,
            f"""
            WITH due AS (
                SELECT e.id FROM webhook_endpoints e
                WHERE (e.leased_until IS NULL OR e.leased_until <= $1)
                  AND EXISTS (SELECT 1 FROM webhook_deliveries d WHERE {_IS_DUE})
                ORDER BY coalesce(e.leased_until, e.created_at), e.id LIMIT $3 {skip}
            )
            UPDATE webhook_endpoints SET leased_until = $2 WHERE id IN (SELECT id FROM due)
            RETURNING id, leased_until
            """,  # noqa: S608  nothing of it comes from outside
            now,
            now + LEASE,
            most,
        )


async def next_of(held: Held) -> Due | None:
    """What an endpoint is to be sent now, the longest due first; None when that is all."""
    return await sql.fetch_one(
        Due,
        f"""
        SELECT d.id, d.endpoint_id, e.dealer_id, e.url, e.sealed_secret, e.sealed_previous_secret,
               e.previous_secret_until, d.event, d.lead_id, d.seq, d.happened_at
        FROM webhook_endpoints e JOIN webhook_deliveries d ON {_IS_DUE}
        WHERE e.id = $2 AND e.leased_until = $3 ORDER BY d.due_at, d.id LIMIT 1
        """,  # noqa: S608  nothing of it comes from outside
        clock.now(),
        held.id,
        held.leased_until,
    )


async def release(held: Held) -> None:
    """Let others have the endpoint, unless its lease is over and they have it already."""
    await sql.execute(
        "UPDATE webhook_endpoints SET leased_until = $1 WHERE id = $2 AND leased_until = $3",
        clock.now(),
        held.id,
        held.leased_until,
    )
