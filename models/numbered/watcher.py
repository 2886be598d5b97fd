"""The watcher: rings for owners whose changes went on, should a ring of the relay have been lost.

One per feed and process, for as long as anybody listens here: it reads the heads of all that are
listened to in one statement, so that a thousand idle subscribers cost two statements a second.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from models import doorbell, sql
from models.numbered.feed import Feed

SECONDS = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Head:
    id: UUID
    last: int


@dataclass(slots=True)
class _Watcher:
    feed: Feed
    listeners: Counter[UUID] = field(default_factory=Counter)
    heads: dict[UUID, int] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self.look()
            except Exception:  # noqa: BLE001  the next look may succeed
                _log.exception("the heads of %s could not be looked at", self.feed.changes)

    async def look(self) -> None:
        feed = self.feed
        heads = await sql.fetch(
            _Head,
            f"""
            SELECT {feed.key} AS id, {feed.last} AS last FROM {feed.heads}
            WHERE {feed.key} IN {sql.among(1)}
            """,  # noqa: S608  the feed's names are ours
            sql.json_of(self.listeners),
        )
        for head in heads:
            if self.heads.get(head.id) != head.last:
                self.heads[head.id] = head.last
                doorbell.ring_here(feed.bell_of(head.id))

    def enter(self, owner_id: UUID) -> None:
        self.listeners[owner_id] += 1
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.watch())

    def leave(self, owner_id: UUID) -> None:
        self.listeners[owner_id] -= 1
        if not self.listeners[owner_id]:
            del self.listeners[owner_id]
            self.heads.pop(owner_id, None)
        if not self.listeners and self.task is not None:
            self.task.cancel()
            self.task = None


class _Watchers(dict[Feed, _Watcher]):
    """One per feed, made when it is first listened to."""

    def __missing__(self, feed: Feed) -> _Watcher:
        watcher = self[feed] = _Watcher(feed)
        return watcher


_watchers = _Watchers()


@contextmanager
def listening(feed: Feed, owner_id: UUID) -> Iterator[asyncio.Event]:
    """An event that is set when there is more of the owner's, at the latest SECONDS afterwards."""
    watcher = _watchers[feed]
    watcher.enter(owner_id)
    try:
        with doorbell.listening(feed.bell_of(owner_id)) as rung:
            yield rung
    finally:
        watcher.leave(owner_id)
