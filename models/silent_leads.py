"""Silent leads: those that nobody acknowledged in time; of whom is not told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import clock, seek, sql
from models.lead_clocks import EscalationStep
from models.pages import Page, Window


@dataclass(frozen=True, slots=True)
class SilentLead:
    """A lead past its limit, and who was told of it last; nobody yet where that is None."""

    id: UUID
    dealer_id: UUID
    captured_at: datetime
    acknowledge_until: datetime
    escalated_to: EscalationStep | None


@dataclass(frozen=True, slots=True)
class Silence:
    """How many leads of a dealer are silent, and when the first of them was captured."""

    dealer_id: UUID
    count: int
    oldest_at: datetime | None


_SILENT = "l.state = 'NEW' AND l.withdrawn_at IS NULL AND l.acknowledge_until <= $1"
_SELECT = f"""
    SELECT l.id, l.dealer_id, l.captured_at, l.acknowledge_until,
           (SELECT e.step FROM lead_escalations e WHERE e.lead_id = l.id
            ORDER BY e.id DESC LIMIT 1) AS escalated_to
    FROM leads l WHERE {_SILENT}
"""  # noqa: S608  nothing of it comes from outside


async def unacknowledged() -> list[Silence]:
    """What of each dealer's leads nobody has acknowledged, be there time left or not."""
    return await sql.fetch(
        Silence,
        """
        SELECT dealer_id, count(*) AS count, min(captured_at) AS oldest_at
        FROM leads WHERE state = 'NEW' AND withdrawn_at IS NULL GROUP BY dealer_id
        """,
    )


async def page(window: Window) -> Page[SilentLead]:
    """The silent leads of all dealers, the oldest first."""
    return await seek.page(SilentLead, _SELECT, window, clock.now(), by="l.id")


async def find(lead_id: UUID) -> SilentLead | None:
    """The lead, while it is silent."""
    return await sql.fetch_one(SilentLead, f"{_SELECT} AND l.id = $2", clock.now(), lead_id)


async def of_dealers(dealer_ids: Sequence[UUID]) -> dict[UUID, Silence]:
    """The silence of each of these dealers."""
    rows = await sql.fetch(
        Silence,
        f"""
        SELECT l.dealer_id, count(*) AS count, min(l.captured_at) AS oldest_at
        FROM leads l WHERE {_SILENT} AND l.dealer_id IN {sql.among(2)} GROUP BY l.dealer_id
        """,  # noqa: S608  likewise
        clock.now(),
        sql.json_of(dealer_ids),
    )
    return {one: Silence(one, 0, None) for one in dealer_ids} | {row.dealer_id: row for row in rows}
