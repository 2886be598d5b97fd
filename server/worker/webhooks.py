"""Webhooks have a lane of their own, and each endpoint a task of its own in it.

So a slow endpoint holds up nobody: what is due at an endpoint goes out one after the other, and at
AT_ONCE endpoints side by side.
"""

import asyncio
import logging

from models import clock, doorbell
from models.webhook_deliveries import queueing, taking
from models.webhook_deliveries.concluding import conclude
from models.webhook_deliveries.queueing import BELL
from models.webhook_deliveries.taking import Due, Held
from server.deliveries.setup import WorkerSetup
from server.webhooks import messages
from server.webhooks.wire import LIMIT_SECONDS, Wire

AT_ONCE = 64
LOOK_SECONDS = 0.5
_RUN_SECONDS = taking.LEASE.total_seconds() - 2 * LIMIT_SECONDS  # the last may take its whole time
_log = logging.getLogger(__name__)


async def send_webhooks(setup: WorkerSetup, stop: asyncio.Event) -> None:
    """Queue and send what is due until `stop` is set; what is under way then is finished."""
    running: set[asyncio.Task[None]] = set()
    wire = Wire(setup.webhooks)
    try:
        with doorbell.listening(BELL) as rung:
            while not stop.is_set():
                queued = await queueing.queue()
                for held in await taking.take(AT_ONCE - len(running)):
                    task = asyncio.create_task(serve(held, wire, setup, stop))
                    running.add(task)
                    task.add_done_callback(running.discard)
                if queued < queueing.MOST:
                    await doorbell.heard(rung, LOOK_SECONDS)
    finally:
        if running:
            await asyncio.wait(running)
        await wire.close()


async def serve(held: Held, wire: Wire, setup: WorkerSetup, stop: asyncio.Event) -> None:
    """Send an endpoint what is due there, in order; never raises.

    After a fault of ours the endpoint is left alone until its lease is over.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + _RUN_SECONDS
    try:
        while not stop.is_set() and loop.time() < end:
            due = await taking.next_of(held)
            if due is None:
                break
            await _send(due, wire, setup)
        await taking.release(held)
    except Exception:  # noqa: BLE001  the other endpoints are none the worse
        _log.exception("webhook endpoint %s waits for its lease to run out", held.id)
    doorbell.ring_here(BELL)  # there is room for another


async def _send(due: Due, wire: Wire, setup: WorkerSetup) -> None:
    body = await messages.written(due)
    headers = messages.signed(due, body, clock.now(), setup.seal)
    attempt = await wire.post(due.url, headers, body)
    await conclude(due.id, due.endpoint_id, attempt)
    if attempt.failure:
        _log.info("webhook %s: %s %s", due.id, attempt.failure, attempt.status or "")
