"""`restore`: an empty installation becomes what a backup holds."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from server.backup import whole
from server.backup.archive import BackupRefused
from server.commands.console import fail, read_settings

commands = typer.Typer()


@commands.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")]) -> None:
    """Fill an empty database from a backup; refused where anything is in it."""
    settings = read_settings()
    try:
        done = asyncio.run(whole.restore(settings, file))
    except BackupRefused as refused:
        raise fail(str(refused)) from None
    typer.echo(f"Restored what stood on {done.contents.made_at:%d %B %Y %H:%M} UTC: {done.told()}")
    typer.echo("Set the same secret key as before, then ask `python -m server doctor`.")
