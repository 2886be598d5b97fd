"""`serve`: answer requests until told to stop."""

import asyncio
from typing import Annotated

import typer

from server import logs, migrate, serving
from server.commands.console import read_settings, refuse_pending, warn_of_unknown_settings

commands = typer.Typer()


@commands.command()
def serve(
    *,
    migrating: Annotated[
        bool, typer.Option("--migrate", help="Apply pending migrations first.")
    ] = False,
) -> None:
    """Serve GraphQL over HTTP and WebSocket; the database must be migrated."""
    settings = read_settings()
    warn_of_unknown_settings()
    if migrating:
        asyncio.run(migrate.migrate(settings.database_url))
    else:
        refuse_pending(settings)
    logs.configure(settings.logs_as)
    serving.serve(settings)
