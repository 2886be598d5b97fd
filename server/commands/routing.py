"""`routing`: what the routing of leads has decided."""

import asyncio

import typer

from models import database
from models.routing import replaying
from models.routing.replaying import Replay
from server.commands.console import fail, read_settings, refuse_pending

commands = typer.Typer()
routing = typer.Typer(help="Look into the routing of leads.", no_args_is_help=True)
commands.add_typer(routing, name="routing")


@routing.callback()
def about() -> None:
    """Look into the routing of leads."""


@routing.command()
def replay() -> None:
    """Decide everything again from what was kept; fails where anything comes out otherwise."""
    used = read_settings()
    refuse_pending(used)
    done = asyncio.run(_replay(used.database_url))
    if done.differing:
        listed = "\n".join(f"  {row_id}" for row_id in done.differing)
        raise fail(f"{len(done.differing)} of {done.decided} came out otherwise:\n{listed}")
    typer.echo(f"{done.decided} decided again, all of them the same.")


async def _replay(url: str) -> Replay:
    async with database.connected(url):
        return await replaying.replay_all()
