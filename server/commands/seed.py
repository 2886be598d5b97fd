"""`seed`: tell the story."""

import asyncio
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from models import database
from models.members import Member
from models.seals import Seal
from server import boot, keys
from server.commands.console import console, fail, read_settings, refuse_pending
from server.settings import Settings
from server.story import telling
from server.story.telling import StoryTold

commands = typer.Typer()


@commands.command()
def seed(
    *,
    scale: Annotated[int, typer.Option(min=1, help="So many times 2,000 members.")] = 1,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where there is any member.")
    ] = False,
) -> None:
    """Fill the database with a made-up brand and its people; refused in production."""
    settings = read_settings()
    refuse_pending(settings)
    try:
        told = asyncio.run(tell(settings, scale=scale, if_empty=if_empty))
    except StoryTold:
        raise fail("The story has been told in this database already.") from None
    console.print(told)


async def tell(settings: Settings, *, scale: int = 1, if_empty: bool = False) -> str:
    """Seed the database of the settings, with a progress bar, and say what came of it."""
    if settings.is_production:
        raise fail("The story's people could sign in without a letter: not in production.")
    seal = Seal(keys.sealing(settings.secret()))
    async with database.connected(settings.database_url):
        await boot.ensure(seal)
        if if_empty and await Member.exists():
            return "There are members already; nothing was seeded."
        with _progress() as progress:
            task = progress.add_task("Telling the story", total=scale * telling.STEPS)
            rows = await telling.tell(seal, scale=scale, advance=lambda: progress.advance(task))
    return f"The story is told in {rows:,} rows."


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )
