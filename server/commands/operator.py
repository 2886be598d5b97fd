"""`operator add`: the first operator can be made here only."""

import asyncio
from typing import Annotated

import typer

from models import database, grants, members
from models.grants import Role
from models.refusals import Refusal
from server.commands.console import fail, read_settings

commands = typer.Typer()
operator = typer.Typer(help="Manage the brand's own staff.", no_args_is_help=True)
commands.add_typer(operator, name="operator")


@operator.callback()
def who() -> None:
    """Manage the brand's own staff."""


@operator.command()
def add(
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    name: Annotated[str | None, typer.Option(help="The name they go by.")] = None,
) -> None:
    """Make a member an operator; the member is made on first sight."""
    try:
        fresh = asyncio.run(_add(read_settings().database_url, email, name))
    except Refusal as refusal:
        raise fail(refusal.message("en")) from None
    typer.echo(f"{email} is an operator{'' if fresh else ' already'}.")


async def _add(url: str, email: str, name: str | None) -> bool:
    """Whether the role is new."""
    async with database.connected(url), database.transaction():
        member = await (await members.of_address(email)).update_profile(name=name)
        if await grants.alive(Role.OPERATOR).filter(member_id=member.id).exists():
            return False
        await grants.give(member, Role.OPERATOR, by=None)
        return True
