"""The worker with what the settings give it: inside a server, or as a process of its own."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from models.seals import Seal
from server import keys, mail, pass_links, picture_store, webhook_addresses, worker
from server.letters import Letterhead
from server.payments import setup as payment_setup
from server.settings import Settings
from server.worker import WorkerSetup


def setup(settings: Settings, seal: Seal) -> WorkerSetup:
    """What a worker works with under these settings."""
    return WorkerSetup(
        transport=mail.transport(settings, settings.letters),
        letterhead=Letterhead(
            brand=settings.brand,
            sender=settings.sender,
            public_url=settings.address,
            unsubscribing_key=keys.unsubscribing(settings.secret()),
            pass_links=pass_links.of(settings),
        ),
        seal=seal,
        pictures=picture_store.of(settings),
        feed_kept=timedelta(days=settings.retention_days),
        payments=payment_setup.of(settings),
        any_model=settings.any_model,
        webhooks=webhook_addresses.of(settings),
        referral_window=timedelta(days=settings.referral_days),
    )


@asynccontextmanager
async def inside(settings: Settings, seal: Seal) -> AsyncIterator[None]:
    """A worker beside a server's requests; when the block ends it finishes what it is at."""
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(setup(settings, seal), stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def until_told(settings: Settings, seal: Seal) -> None:
    """Work until SIGTERM or Ctrl-C, and finish what is under way then."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await worker.run(setup(settings, seal), stop)
