"""Relaying: lead changes get their numbers within milliseconds of their commit.

Every server process relays, and no worker does: where somebody listens there is a server, and a
worker that is busy with letters must not hold the numbers up.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from models import doorbell, lead_changes
from models.lead_feed import relay as feeds
from server.loops import again

LOOK_SECONDS = 0.2


async def relay(stop: asyncio.Event) -> None:
    """Number what was committed as soon as the doorbell rings, until `stop` is set.

    It looks by itself every LOOK_SECONDS.
    """
    with doorbell.listening(lead_changes.BELL) as rung:
        while not stop.is_set():
            if await feeds.number() < feeds.MOST:
                await doorbell.heard(rung, LOOK_SECONDS)


@asynccontextmanager
async def inside() -> AsyncIterator[None]:
    """The relay beside a server's requests, until the block ends."""
    stop = asyncio.Event()
    task = asyncio.create_task(again(lambda: relay(stop), stop))
    try:
        yield
    finally:
        stop.set()
        doorbell.ring_here(lead_changes.BELL)
        await task
