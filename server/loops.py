"""Loops that a process runs beside its requests: one that fails begins anew."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from models import database

_BREATH_SECONDS = 1.0
_log = logging.getLogger(__name__)


async def again(loop: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Run `loop` until it ends with `stop` set; after a fault it has a breath, nothing is lost."""
    while not stop.is_set():
        try:
            await loop()
        except Exception as error:  # noqa: BLE001  the next try may succeed
            is_away = database.is_unavailable(error)
            _log.warning("a loop takes a breath: %s", error, exc_info=not is_away)
            await asyncio.sleep(_BREATH_SECONDS)
