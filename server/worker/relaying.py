"""Relaying: lead changes get their numbers within milliseconds of their commit."""

import asyncio

from models import doorbell, lead_changes
from models.lead_feed import relay as feeds

LOOK_SECONDS = 0.2


async def relay(stop: asyncio.Event) -> None:
    """Number what was committed as soon as the doorbell rings, until `stop` is set.

    It looks by itself every LOOK_SECONDS.
    """
    with doorbell.listening(lead_changes.BELL) as rung:
        while not stop.is_set():
            if await feeds.number() < feeds.MOST:
                await doorbell.heard(rung, LOOK_SECONDS)
