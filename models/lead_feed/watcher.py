"""The watcher: rings for feeds that have grown, should a ring of the relay have been lost.

One per process, for as long as anybody listens here: it reads the heads of all feeds listened to
in one statement, so that a thousand idle subscribers cost two statements a second.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from models import doorbell, sql
from models.lead_feed import relay

SECONDS = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Head:
    id: UUID
    feed_seq: int


@dataclass(slots=True)
class _Watcher:
    listeners: Counter[UUID] = field(default_factory=Counter)
    heads: dict[UUID, int] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self.look()
            except Exception:  # noqa: BLE001  the next look may succeed
                _log.exception("the lead feeds could not be looked at")

    async def look(self) -> None:
        heads = await sql.fetch(
            _Head,
            f"SELECT id, feed_seq FROM dealers WHERE id IN {sql.among(1)}",  # noqa: S608
            sql.json_of(self.listeners),
        )
        for head in heads:
            if self.heads.get(head.id) != head.feed_seq:
                self.heads[head.id] = head.feed_seq
                doorbell.ring_here(relay.bell(head.id))


_watcher = _Watcher()


@contextmanager
def listening(dealer_id: UUID) -> Iterator[asyncio.Event]:
    """An event that is set when the dealer's feed has grown, at the latest SECONDS afterwards."""
    _watcher.listeners[dealer_id] += 1
    if _watcher.task is None or _watcher.task.done():
        _watcher.task = asyncio.create_task(_watcher.watch())
    try:
        with doorbell.listening(relay.bell(dealer_id)) as rung:
            yield rung
    finally:
        _leave(dealer_id)


def _leave(dealer_id: UUID) -> None:
    _watcher.listeners[dealer_id] -= 1
    if not _watcher.listeners[dealer_id]:
        del _watcher.listeners[dealer_id]
        _watcher.heads.pop(dealer_id, None)
    if not _watcher.listeners and _watcher.task is not None:
        _watcher.task.cancel()
        _watcher.task = None
