"""Relaying: what was committed gets its numbers within milliseconds.

Every server process relays, and no worker does: where somebody listens there is a server, and a
worker that is busy with letters must not hold the numbers up.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from models import doorbell
from models.door_feed import DOORS
from models.lead_feed import LEADS
from models.numbered import relay as feeds
from models.numbered.feed import Feed
from server.loops import again

LOOK_SECONDS = 0.2
FEEDS = (LEADS, DOORS)


async def relay(feed: Feed, stop: asyncio.Event) -> None:
    """Number what was committed as soon as the doorbell rings, until `stop` is set.

    It looks by itself every LOOK_SECONDS.
    """
    with doorbell.listening(feed.bell) as rung:
        while not stop.is_set():
            if await feeds.number(feed) < feeds.MOST:
                await doorbell.heard(rung, LOOK_SECONDS)


@asynccontextmanager
async def inside() -> AsyncIterator[None]:
    """The relays beside a server's requests, until the block ends."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(again(partial(relay, feed, stop), stop)) for feed in FEEDS]
    try:
        yield
    finally:
        stop.set()
        for feed in FEEDS:
            doorbell.ring_here(feed.bell)
        await asyncio.gather(*tasks)
