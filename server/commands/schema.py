"""`schema`: the API as text."""

import difflib
from typing import Annotated

import typer

from resolvers import root
from server.commands.console import fail
from server.settings import CHECKOUT

commands = typer.Typer()
_FILE = CHECKOUT / "schema.graphql"


@commands.command()
def schema(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Fail when schema.graphql says something else.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write schema.graphql.")] = False,
) -> None:
    """Print the GraphQL schema in SDL."""
    made = f"{root.schema.as_str()}\n"
    if write:
        _FILE.write_text(made)
    elif not check:
        typer.echo(made, nl=False)
    else:
        _compare(_FILE.read_text() if _FILE.exists() else "", made)


def _compare(kept: str, made: str) -> None:
    drift = difflib.unified_diff(
        kept.splitlines(), made.splitlines(), "schema.graphql", "the code", lineterm=""
    )
    told = "\n".join(drift)
    if told:
        raise fail(f"{told}\nschema.graphql has drifted: `python -m server schema --write`")
    typer.echo("schema.graphql says what the code says.")
