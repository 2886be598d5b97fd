"""Boards: the view of a door, read once per event and process for all who look at it.

A board is read anew when the doorbell rings, when a look finds that the door has moved, and every
EVERY seconds, but never more often than PACE, and never so often that a process does little else.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from models import doorbell, sql
from models.conflicts import bell
from models.door_views import reading
from models.door_views.rows import DoorView
from models.events import Event
from models.seek import ENDS

PACE = 0.25
LOOK = 0.5
EVERY = 5.0
_REST = 3  # so many times as long as a reading took
_EACH = 0.007  # for each who looks: twice what it takes to tell them
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the feed of an event's door stands, and the newest scan of it."""

    seq: int
    scan_id: UUID | None


@dataclass(slots=True)
class Board:
    """The view of one event's door, kept up for as long as anybody looks."""

    event: Event
    number: int = 0
    lookers: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _view: DoorView | None = None
    _fault: Exception | None = None
    _head: _Head | None = None
    _due_at: float = 0.0
    _task: asyncio.Task[None] | None = None

    async def after(self, number: int) -> tuple[int, DoorView]:
        """The newest view and its number, as soon as that is another one.

        Raises what went wrong where the view could not be read.
        """
        while self.number == number:
            await self.changed.wait()
        if self._fault is not None:
            raise self._fault
        assert self._view is not None  # noqa: S101 - a number comes with a view or a fault
        return self.number, self._view

    def open(self) -> Self:
        """Begin to read, unless that is under way."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_up())
        return self

    def close(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()

    async def _keep_up(self) -> None:
        loop = asyncio.get_running_loop()
        with doorbell.listening(bell(self.event.id)) as rung:
            while True:
                rung.clear()
                began = loop.time()
                await self._read()
                took = loop.time() - began
                await asyncio.sleep(max(PACE, _REST * took, _EACH * self.lookers))
                await self._wait(rung, self._due_at)

    async def _wait(self, rung: asyncio.Event, until: float) -> None:
        """Return when there may be news, at the latest at `until` by the loop's time."""
        loop = asyncio.get_running_loop()
        while not rung.is_set() and loop.time() < until:
            if await self._has_moved():
                return
            await _set_within(rung, min(LOOK, max(0.0, until - loop.time())))

    async def _read(self) -> None:
        """A view that cannot be read is told to those who look, and tried again."""
        try:
            self._head = await _head(self.event.id)
            self.event = await Event.get(id=self.event.id)
            view = await reading.view(self.event)
        except Exception as fault:  # noqa: BLE001  whatever it is, those who look have to hear it
            _log.exception("the view of a door could not be read")
            self._tell(None, fault)
        else:
            if self._is_news(view):
                self._tell(view, None)

    def _is_news(self, view: DoorView) -> bool:
        """Something changed, or it is time to tell when tablets were last heard of."""
        is_due = asyncio.get_running_loop().time() >= self._due_at
        return is_due or self._view is None or not view.tells_the_same_as(self._view)

    async def _has_moved(self) -> bool:
        try:
            return await _head(self.event.id) != self._head
        except Exception:  # noqa: BLE001  the next reading tells
            return False

    def _tell(self, view: DoorView | None, fault: Exception | None) -> None:
        self._view, self._fault = view, fault
        self._due_at = asyncio.get_running_loop().time() + EVERY
        self.number += 1
        self.changed.set()
        self.changed = asyncio.Event()


_boards: dict[UUID, Board] = {}


@asynccontextmanager
async def looking(event: Event) -> AsyncIterator[Board]:
    """The board of the event's door, shared by all of this process who look at it now."""
    board = _boards.setdefault(event.id, Board(event)).open()
    board.lookers += 1
    try:
        yield board
    finally:
        board.lookers -= 1
        if not board.lookers:
            del _boards[event.id]
            board.close()


async def _head(event_id: UUID) -> _Head:
    """Refused scans move no feed, so the newest scan is looked at too; both along an index."""
    [head] = await sql.fetch(
        _Head,
        """
        SELECT coalesce((SELECT d.seq FROM doors d WHERE d.event_id = $1), 0) AS seq,
               (SELECT p.id FROM scans p WHERE (p.event_id, p.id) > ($1, $2)
                AND (p.event_id, p.id) < ($1, $3)
                ORDER BY p.event_id DESC, p.id DESC LIMIT 1) AS scan_id
        """,
        event_id,
        *ENDS,
    )
    return head


async def _set_within(rung: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await rung.wait()
    except TimeoutError:
        pass
