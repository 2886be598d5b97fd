"""`serve`: answer requests until told to stop."""

import asyncio

import typer

from server import logs, migrate, serving
from server.commands.console import fail, read_settings, warn_of_unknown_settings

commands = typer.Typer()


@commands.command()
def serve() -> None:
    """Serve GraphQL over HTTP and WebSocket; the database must be migrated."""
    settings = read_settings()
    warn_of_unknown_settings()
    pending = asyncio.run(migrate.pending(settings.database_url))
    if pending:
        raise fail(f"Migrations are pending ({', '.join(pending)}): `python -m server migrate`")
    logs.configure(settings.logs_as)
    serving.serve(settings)
