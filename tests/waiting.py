"""Waiting for what another process does: nothing here can tell when it has."""

import asyncio
from collections.abc import Awaitable, Callable

_PATIENCE_SECONDS = 20
_LOOK_SECONDS = 0.02


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return once it holds; TimeoutError after twenty seconds."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not await holds():
            await asyncio.sleep(_LOOK_SECONDS)
