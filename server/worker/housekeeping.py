"""Housekeeping: what is due by the clock, and what has been kept long enough."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from models import (
    clock,
    events,
    idempotency,
    lead_clocks,
    lead_digests,
    lead_exports,
    lead_fallbacks,
    mails,
    outbox,
    receipt_keys,
    sign_in,
    signing_keys,
)
from models.door_feed import DOORS
from models.lead_feed import LEADS
from models.numbered import retention
from models.webhook_deliveries import by_hand as webhook_deliveries
from server.deliveries.setup import WorkerSetup

EVERY_SECONDS = 60.0
DELIVERED_KEPT = timedelta(days=7)
WEBHOOKS_KEPT = timedelta(days=30)
CODES_KEPT = timedelta(days=1)
_log = logging.getLogger(__name__)


async def keep_house(setup: WorkerSetup, stop: asyncio.Event) -> None:
    """Tidy now and every EVERY_SECONDS, until `stop` is set."""
    while not stop.is_set():
        await tidy(setup)
        try:
            async with asyncio.timeout(EVERY_SECONDS):
                await stop.wait()
        except TimeoutError:
            continue


async def tidy(setup: WorkerSetup) -> None:
    """Start and end events, and forget what is old; one chore that fails keeps no other."""
    now = clock.now()
    chores: dict[str, Callable[[], Awaitable[int]]] = {
        "silent leads escalated": lambda: lead_clocks.escalate(now),
        "leads told to fallback owners": lambda: lead_fallbacks.tell(now),
        "lead digests written": lambda: lead_digests.write(now),
        "events started or ended": lambda: events.turn(now),
        "signing keys made": lambda: signing_keys.rotate_when_old(setup.seal),
        "receipt keys made": lambda: receipt_keys.rotate_when_old(setup.seal),
        "idempotency keys forgotten": idempotency.forget_old,
        "sign-in codes forgotten": lambda: sign_in.forget(now - CODES_KEPT),
        "letters forgotten": lambda: mails.forget(now - DELIVERED_KEPT),
        "messages forgotten": lambda: outbox.forget(now - DELIVERED_KEPT),
        "lead exports dropped": lead_exports.drop_expired,
        "lead changes forgotten": lambda: retention.forget(LEADS, now - setup.feed_kept),
        "door changes forgotten": lambda: retention.forget(DOORS, now - setup.feed_kept),
        "webhooks forgotten": lambda: webhook_deliveries.forget(now - WEBHOOKS_KEPT),
    }
    for what, chore in chores.items():
        try:
            if count := await chore():
                _log.info("%d %s", count, what)
        except Exception:  # noqa: BLE001  the other chores are none the worse
            _log.exception("%s: failed", what)
