"""`python -m server COMMAND`: loads only what the command needs, so that it starts at once."""

import gc
import sys
from importlib import import_module

import typer

from models import database

_COMMANDS = (
    "run", "serve", "worker", "migrate", "seed", "schema", "doctor", "backup", "restore",
    "operator", "keys", "consent", "edge", "routing",
)  # fmt: skip

app = typer.Typer(
    name="paddock",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they show locals, and with them secrets
)


@app.callback()
def paddock() -> None:
    """Paddock: the GraphQL server of a car brand's community. Settings: PADDOCK_… variables."""


def main() -> None:
    """Run the command that the arguments name; exits with 1 where the database is away."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    gc.disable()  # what is imported stays: to look for garbage takes a sixth of the start
    for name in [asked] if asked in _COMMANDS else _COMMANDS:
        app.add_typer(import_module(f"server.commands.{name}").commands)
    gc.freeze()
    gc.enable()
    try:
        app()
    except Exception as error:
        if not database.is_unavailable(error):
            raise
        typer.echo(f"The database cannot be used now: {error}", err=True)
        typer.echo("`python -m server doctor` tells more.", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
