"""One worker: its loops, from their start to their end in good order."""

import asyncio

from models import doorbell, outbox
from models.outbox import Lane
from models.webhook_deliveries import queueing
from server.deliveries.setup import WorkerSetup
from server.loops import again
from server.worker.delivering import deliver
from server.worker.housekeeping import keep_house
from server.worker.webhooks import send_webhooks


async def run(setup: WorkerSetup, stop: asyncio.Event) -> None:
    """Work until `stop` is set; what is under way then is finished.

    Any number of workers share the work of one database, which must be open. A database that is
    away is waited for.
    """
    async with asyncio.TaskGroup() as loops:
        loops.create_task(again(lambda: deliver(Lane.LETTERS, setup, stop), stop))
        loops.create_task(again(lambda: deliver(Lane.ALL_ELSE, setup, stop), stop))
        loops.create_task(again(lambda: send_webhooks(setup, stop), stop))
        loops.create_task(again(lambda: keep_house(setup, stop), stop))
        loops.create_task(_wake_at(stop))


async def _wake_at(stop: asyncio.Event) -> None:
    """Let nobody who listens for work sleep on after the stop."""
    await stop.wait()
    doorbell.ring_here(outbox.BELL)
    doorbell.ring_here(queueing.BELL)
