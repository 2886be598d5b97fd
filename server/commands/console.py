"""What every command shares: the terminal, and settings that are wrong told in plain words."""

import asyncio

import typer
from pydantic import ValidationError
from rich.console import Console

from server import migrate, settings
from server.settings import PREFIX, Settings

console = Console(highlight=False)


def read_settings() -> Settings:
    """The settings; ends the process with 2, naming each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as problem:
        for fault in problem.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            said = fault["msg"].removeprefix("Value error, ")
            typer.echo(f"{PREFIX + name if name else 'settings'}: {said}", err=True)
        raise typer.Exit(2) from None


def warn_of_unknown_settings() -> None:
    """A misspelt variable would otherwise just be ignored."""
    for name in settings.unknown():
        typer.echo(f"{name} is not a setting of Paddock; is it misspelt?", err=True)


def refuse_pending(used: Settings) -> None:
    """End the process where the database is not in the form that this code needs."""
    pending = asyncio.run(migrate.pending(used.database_url))
    if pending:
        raise fail(f"Migrations are pending ({', '.join(pending)}): `python -m server migrate`")


def fail(said: str) -> typer.Exit:
    """Tell why the command did not do it; raise the result."""
    typer.echo(said, err=True)
    return typer.Exit(1)
