"""`serve`: answer requests until told to stop."""

import typer

from server import logs, serving
from server.commands.console import read_settings, refuse_pending, warn_of_unknown_settings

commands = typer.Typer()


@commands.command()
def serve() -> None:
    """Serve GraphQL over HTTP and WebSocket; the database must be migrated."""
    settings = read_settings()
    warn_of_unknown_settings()
    refuse_pending(settings)
    logs.configure(settings.logs_as)
    serving.serve(settings)
