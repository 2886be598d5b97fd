"""`worker`: deliver what happened, without serving requests."""

import asyncio

import typer
from redis.asyncio import Redis

from models.seals import Seal
from server import keys, logs, running, working
from server.commands.console import read_settings, refuse_pending, warn_of_unknown_settings
from server.settings import Settings

commands = typer.Typer()


@commands.command()
def worker() -> None:
    """Deliver mail, number feeds and keep house, until told to stop."""
    settings = read_settings()
    warn_of_unknown_settings()
    refuse_pending(settings)
    logs.configure(settings.logs_as)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    seal = Seal(keys.sealing(settings.secret()))
    valkey = Redis.from_url(settings.valkey_url) if settings.valkey_url else None
    async with running.furnished(settings, seal, valkey):
        await working.until_told(settings, seal)
