"""The doorbell: wakes whoever waits for a topic, here and, through carriers, in other processes.

It may lose a ring; whoever waits looks by itself now and then and never trusts it for data.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from models import database

_waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
_carriers: set[Callable[[str], None]] = set()


def ring(topic: str) -> None:
    """Wake everyone who waits for `topic`, once the open transaction has committed."""
    database.after_commit(lambda: _carry(topic))


def ring_here(topic: str) -> None:
    """Wake those who wait in this process: a carrier has brought a ring from another."""
    for event in _waiting.get(topic, ()):
        event.set()


@contextmanager
def listening(topic: str) -> Iterator[asyncio.Event]:
    """An event that is set by each ring; the listener clears it before it looks."""
    event = asyncio.Event()
    _waiting[topic].add(event)
    try:
        yield event
    finally:
        _waiting[topic].discard(event)
        if not _waiting[topic]:
            del _waiting[topic]


@contextmanager
def carried_by(carrier: Callable[[str], None]) -> Iterator[None]:
    """Let `carrier` take each ring of this process to the others until the block ends."""
    _carriers.add(carrier)
    try:
        yield
    finally:
        _carriers.discard(carrier)


async def heard(event: asyncio.Event, seconds: float) -> None:
    """Wait for a ring, at most so long."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
    event.clear()


def _carry(topic: str) -> None:
    ring_here(topic)
    for carrier in _carriers:
        carrier(topic)
