"""The status: one line on the terminal, whenever it has changed."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from models import clock, heard_batches, sql
from server.edge.syncing import Sync

_LOOK_SECONDS = 2.0
_RECENT_SECONDS = 60


async def tell(sync: Sync, say: Callable[[str], None], stop: asyncio.Event) -> None:
    """Say how the edge stands, until `stop` is set."""
    said = ""
    while not stop.is_set():
        line = await line_of(sync)
        if line != said:
            say(line)
            said = line
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                await stop.wait()
        except TimeoutError:
            continue


async def line_of(sync: Sync) -> str:
    """People inside, batches that the cloud has not had, and how it stands with the cloud."""
    unsent = await heard_batches.count_unsent()
    parts = [f"inside {await _inside(sync.event_id)}", f"unsent {unsent}", _cloud(sync)]
    if sync.refused:
        parts.append(f"not counted by the cloud {sync.refused}")
    if sync.too_large:
        parts.append(f"too large for the cloud {len(sync.too_large)}")
    behind = sync.clock_offset.total_seconds()
    if abs(behind) >= 1:
        parts.append(f"this computer's clock is {abs(behind):.0f} s {_way(behind)}")
    return " · ".join(parts)


def _way(behind: float) -> str:
    return "late, and corrected" if behind > 0 else "early, and corrected"


def _cloud(sync: Sync) -> str:
    if not sync.trouble and _is_recent(sync.contact_at):
        return "in contact with the cloud"
    last = f"{sync.contact_at:%H:%M} UTC" if sync.contact_at else "before this start"
    return f"no cloud since {last}" + (f" ({sync.trouble})" if sync.trouble else "")


def _is_recent(at: datetime | None) -> bool:
    return at is not None and (clock.now() - at).total_seconds() < _RECENT_SECONDS


async def _inside(event_id: UUID) -> int:
    [[count]] = await sql.records(
        "SELECT count(*) FROM presences WHERE event_id = $1 AND is_inside", [event_id]
    )
    return int(count)
