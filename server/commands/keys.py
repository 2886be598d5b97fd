"""`keys`: the keys that sign passes."""

import asyncio
from typing import Annotated

import typer

from models import database, signing_keys
from models.seals import Seal
from server import keys as derived
from server.commands.console import console, read_settings, refuse_pending
from server.settings import Settings

commands = typer.Typer()
keys = typer.Typer(help="Manage the keys that sign passes.", no_args_is_help=True)
commands.add_typer(keys, name="keys")


@keys.command(name="list")
def tell() -> None:
    """Tell which keys there are; the first that is trusted signs."""
    used = _ready()
    for key in asyncio.run(_all(used)):
        state = f"retired {key.retired_at:%Y-%m-%d %H:%M}" if key.retired_at else "trusted"
        console.print(f"{key.key_id}  {key.created_at:%Y-%m-%d %H:%M} UTC  {state}")


@keys.command()
def rotate() -> None:
    """Sign with a fresh key from now on; passes of the older ones go on being good."""
    used = _ready()
    number = asyncio.run(_rotate(used))
    typer.echo(f"Key {number} signs from now on.")


@keys.command()
def retire(
    key_id: Annotated[int, typer.Argument(help="Its number, as `keys list` tells.")],
) -> None:
    """Trust a key no longer, as when it has leaked: its passes are forged from now on."""
    used = _ready()
    asyncio.run(_retire(used, key_id))
    typer.echo(f"Key {key_id} is retired; what it signed must be re-issued.")


def _ready() -> Settings:
    used = read_settings()
    refuse_pending(used)
    return used


async def _all(used: Settings) -> list[signing_keys.SigningKey]:
    async with database.connected(used.database_url):
        return await signing_keys.all_keys()


async def _rotate(used: Settings) -> int:
    async with database.connected(used.database_url):
        return (await signing_keys.rotate(Seal(derived.sealing(used.secret())))).key_id


async def _retire(used: Settings, key_id: int) -> None:
    """Another key takes over first where the last trusted one goes."""
    seal = Seal(derived.sealing(used.secret()))
    async with database.connected(used.database_url), database.transaction():
        await signing_keys.retire(key_id)
        await signing_keys.ensure(seal)
