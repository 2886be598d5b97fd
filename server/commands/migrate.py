"""`migrate`: bring the database to the form that the models need."""

import asyncio
from typing import Annotated

import typer

from server import migrate as migrations
from server.commands.console import fail, read_settings

commands = typer.Typer()


@commands.command()
def migrate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Fail when the models need one that is not written.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write what the models need.")] = False,
) -> None:
    """Apply the pending migrations."""
    if check:
        needed = asyncio.run(migrations.missing())
        if needed:
            raise fail("Migrations are missing:\n" + "\n".join(f"  {one}" for one in needed))
        typer.echo("Every change of the models has its migration.")
    elif write:
        written = asyncio.run(migrations.write())
        typer.echo("\n".join(f"Wrote {path}" for path in written) or "Nothing to write.")
    else:
        applied = asyncio.run(migrations.migrate(read_settings().database_url))
        typer.echo("\n".join(f"Applied {name}" for name in applied) or "Nothing to apply.")
