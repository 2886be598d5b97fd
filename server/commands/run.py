"""`run`: from a fresh clone to a server with a story in it, in one command."""

import asyncio

import typer

from models import database
from models.grants import Grant, Role
from server import logs, migrate, serving
from server.commands.console import fail, read_settings, warn_of_unknown_settings
from server.commands.seed import tell
from server.settings import Settings
from server.story.brand import DOMAIN
from server.welcome import welcome

commands = typer.Typer()


@commands.command()
def run() -> None:
    """Migrate, seed the story where there is nobody yet, and serve."""
    settings = read_settings()
    warn_of_unknown_settings()
    if settings.is_production:
        raise fail("In production: `python -m server migrate`, then `python -m server serve`.")
    said = asyncio.run(_prepare(settings))
    logs.configure(settings.logs_as)
    serving.serve(settings, lambda: typer.echo(said))


async def _prepare(settings: Settings) -> str:
    """Make the database ready, and say how to sign in."""
    await migrate.migrate(settings.database_url)
    await tell(settings, if_empty=True)
    async with database.connected(settings.database_url):
        gate = await Grant.get_or_none(role=Role.VENUE_STAFF, member__email=f"gate@{DOMAIN}")
    return welcome(settings, gate.scope_id if gate else None)
