"""Delivering: messages of the outbox are leased, handled side by side, and tried again later."""

import asyncio
import logging

from models import doorbell, outbox
from models.outbox import LEASE, Lane, Message
from server.deliveries.news import Handler
from server.deliveries.setup import WorkerSetup
from server.deliveries.topics import HANDLERS

AT_ONCE = 8
LOOK_SECONDS = 1.0
_PATIENCE_SECONDS = LEASE.total_seconds() - 5  # after the lease another worker would begin anew
_log = logging.getLogger(__name__)


class UnknownTopic(Exception):
    """Nobody handles messages of this topic: a newer server wrote it, or a handler is missing."""


async def deliver(lane: Lane, setup: WorkerSetup, stop: asyncio.Event) -> None:
    """Handle what is due in a lane, AT_ONCE at a time, until `stop` is set.

    The doorbell wakes it, and it looks by itself every LOOK_SECONDS. At the end it waits for what
    is under way.
    """
    running: set[asyncio.Task[None]] = set()
    try:
        with doorbell.listening(outbox.BELL) as rung:
            while not stop.is_set():
                free = AT_ONCE - len(running)
                messages = await outbox.lease(free, lane)
                for message in messages:
                    task = asyncio.create_task(handle(message, setup))
                    running.add(task)
                    task.add_done_callback(running.discard)
                if len(messages) < free:
                    await doorbell.heard(rung, LOOK_SECONDS)
                elif len(running) == AT_ONCE:
                    await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if running:
            await asyncio.wait(running)


async def handle(message: Message, setup: WorkerSetup) -> None:
    """Do what follows from a message, or have it tried again later; never raises."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await _handler(message.topic)(message, setup)
    except Exception as error:  # noqa: BLE001  whatever it is, the others go on
        await _put_off(message, error)


def _handler(topic: str) -> Handler:
    if topic not in HANDLERS:
        raise UnknownTopic(topic)
    return HANDLERS[topic]


async def _put_off(message: Message, error: Exception) -> None:
    reason = f"{type(error).__name__}: {error}"
    _log.warning(
        "%s %s failed, try %d: %s",
        message.topic,
        message.id,
        message.attempts,
        reason,
        exc_info=error if message.attempts == 1 else None,
    )
    try:
        await outbox.failed(message, reason)
    except Exception:  # noqa: BLE001  it is tried again all the same
        _log.exception("%s waits for its lease to run out", message.id)
