"""One worker: its loops, from their start to their end in good order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from models import database, doorbell, lead_changes, outbox
from models.outbox import Lane
from server.deliveries.setup import WorkerSetup
from server.worker.delivering import deliver
from server.worker.housekeeping import keep_house
from server.worker.relaying import relay

_BREATH_SECONDS = 1.0
_log = logging.getLogger(__name__)


async def run(setup: WorkerSetup, stop: asyncio.Event) -> None:
    """Work until `stop` is set; what is under way then is finished.

    Any number of workers share the work of one database, which must be open. A database that is
    away is waited for.
    """
    async with asyncio.TaskGroup() as loops:
        loops.create_task(_again(lambda: deliver(Lane.LETTERS, setup, stop), stop))
        loops.create_task(_again(lambda: deliver(Lane.ALL_ELSE, setup, stop), stop))
        loops.create_task(_again(lambda: relay(stop), stop))
        loops.create_task(_again(lambda: keep_house(setup.feed_kept, stop), stop))
        loops.create_task(_wake_at(stop))


async def _again(loop: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """A loop that failed begins anew after a breath: nothing that it does is lost by that."""
    while not stop.is_set():
        try:
            await loop()
        except Exception as error:  # noqa: BLE001  the next try may succeed
            is_away = database.is_unavailable(error)
            _log.warning("the worker takes a breath: %s", error, exc_info=not is_away)
            await asyncio.sleep(_BREATH_SECONDS)


async def _wake_at(stop: asyncio.Event) -> None:
    """Let nobody who listens for work sleep on after the stop."""
    await stop.wait()
    for bell in (outbox.BELL, lead_changes.BELL):
        doorbell.ring_here(bell)
