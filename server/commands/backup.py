"""`backup`: everything in one file."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from server.backup import whole
from server.backup.archive import BackupRefused
from server.commands.console import fail, read_settings

commands = typer.Typer()
_File = Annotated[Path, typer.Argument(help="The file to write; it must not exist.")]


@commands.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
) -> None:
    """Write the database, and pictures that lie on disk, to one file; the server may go on."""
    settings = read_settings()
    try:
        done = asyncio.run(whole.save(settings, file))
    except BackupRefused as refused:
        raise fail(str(refused)) from None
    typer.echo(f"{file}: {file.stat().st_size:,} bytes, {done.told()}")
    typer.echo("The secret key is not in it: keep that elsewhere, or no pass can be signed.")
