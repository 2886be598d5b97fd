"""Whether a client is still there to be answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect
from starlette.types import Receive

QUICK_SECONDS = 0.25
"""What takes no longer is not worth a task that watches for the client to leave."""


async def departure(receive: Receive) -> None:
    """Returns when the client goes away; the request's body must have been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


@asynccontextmanager
async def while_connected(receive: Receive) -> AsyncIterator[None]:
    """Cancels its block, and raises ClientDisconnect, when the client goes away.

    The request's body must have been read.
    """
    loop = asyncio.get_running_loop()
    watchers: list[asyncio.Task[None]] = []

    async def watch() -> None:
        await departure(receive)
        patience.reschedule(loop.time())

    patience = asyncio.timeout(None)
    later = loop.call_later(QUICK_SECONDS, lambda: watchers.append(loop.create_task(watch())))
    try:
        async with patience:
            try:
                yield
            finally:
                later.cancel()
                for watcher in watchers:
                    watcher.cancel()
    except TimeoutError:
        if patience.expired():
            raise ClientDisconnect from None
        raise
