"""`/metrics`: what this process counted, and what only the database knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import Gauge
from starlette.requests import Request
from starlette.responses import Response

from models import clock, database, silent_leads, sql
from models.silent_leads import Silence
from schema.nodes import encode
from server import metrics


@dataclass(frozen=True, slots=True)
class _Queues:
    outbox: int
    outbox_since: datetime | None
    relay: int
    relay_since: datetime | None


async def page(_request: Request) -> Response:
    """The metrics; without those of the database where it is away, so that this is seen too."""
    try:
        await _read_database()
        metrics.database_up.set(1)
    except Exception as error:
        if not database.is_unavailable(error):
            raise
        metrics.database_up.set(0)
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)


async def _read_database() -> None:
    now = clock.now()
    queues = await sql.fetch_one(
        _Queues,
        """
        SELECT (SELECT count(*) FROM outbox_messages
                WHERE delivered_at IS NULL AND due_at <= $1) AS outbox,
               (SELECT min(due_at) FROM outbox_messages
                WHERE delivered_at IS NULL AND due_at <= $1) AS outbox_since,
               (SELECT count(*) FROM lead_changes WHERE seq IS NULL) AS relay,
               (SELECT min(at) FROM lead_changes WHERE seq IS NULL) AS relay_since
        """,
        now,
    )
    if queues is not None:
        _set(metrics.outbox_backlog, metrics.outbox_oldest, queues.outbox, queues.outbox_since, now)
        _set(metrics.relay_backlog, metrics.relay_oldest, queues.relay, queues.relay_since, now)
    _set_leads(await silent_leads.unacknowledged(), now)
    size, idle = database.pool_figures()
    metrics.pool_size.set(size)
    metrics.pool_idle.set(idle)


def _set_leads(waiting: Sequence[Silence], now: datetime) -> None:
    """By the dealers' ids in the API; a dealer that has answered all of them has no figures."""
    metrics.leads_unacknowledged.clear()
    metrics.leads_oldest.clear()
    for one in waiting:
        backlog, oldest = (
            gauge.labels(encode("Dealer", one.dealer_id))
            for gauge in (metrics.leads_unacknowledged, metrics.leads_oldest)
        )
        _set(backlog, oldest, one.count, one.oldest_at, now)


def _set(backlog: Gauge, oldest: Gauge, count: int, since: datetime | None, now: datetime) -> None:
    backlog.set(count)
    oldest.set((now - since).total_seconds() if since else 0)
