"""`schema`: the API as text, and what of it has changed."""

import difflib
from typing import Annotated

import typer
from graphql import GraphQLSchema, build_schema

from resolvers import root
from server import deprecations, released
from server.commands.console import fail
from server.settings import CHECKOUT

commands = typer.Typer()
_FILE = CHECKOUT / "schema.graphql"
_RELEASED = CHECKOUT / "docs" / "released.graphql"
_CHANGELOG = CHECKOUT / "CHANGELOG.md"


@commands.command()
def schema(
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Fail when schema.graphql says something else, a deprecation has no date, or a"
            " change that breaks clients of the last release is not in the CHANGELOG.",
        ),
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write schema.graphql.")] = False,
    release: Annotated[
        bool,
        typer.Option(
            "--release",
            help="Keep the API as that of the newest release in the CHANGELOG, in"
            " docs/released.graphql.",
        ),
    ] = False,
) -> None:
    """Print the GraphQL schema in SDL."""
    made = f"{root.schema.as_str()}\n"
    if write:
        _FILE.write_text(made)
    elif release:
        _release(made)
    elif not check:
        typer.echo(made, nl=False)
    else:
        _compare(_FILE.read_text() if _FILE.exists() else "", made)
        api = build_schema(made)
        _look_at_deprecations(api)
        _compare_with_release(api)


def _compare(kept: str, made: str) -> None:
    drift = difflib.unified_diff(
        kept.splitlines(), made.splitlines(), "schema.graphql", "the code", lineterm=""
    )
    told = "\n".join(drift)
    if told:
        raise fail(f"{told}\nschema.graphql has drifted: `python -m server schema --write`")
    typer.echo("schema.graphql says what the code says.")


def _look_at_deprecations(api: GraphQLSchema) -> None:
    undated = deprecations.undated(api)
    if undated:
        raise fail(
            "Deprecated without a reason that names the day until which it stays, as 2027-06-30:\n"
            + _listed(undated)
        )


def _compare_with_release(api: GraphQLSchema) -> None:
    changelog = _CHANGELOG.read_text()
    version = released.version(changelog)
    if version is None:
        typer.echo(
            "Nothing is released yet, so nothing can break. The first release writes"
            " docs/released.graphql: `python -m server schema --release`"
        )
        return
    before = released.read(_RELEASED.read_text() if _RELEASED.exists() else "", version)
    if before is None:
        raise fail(
            f"docs/released.graphql is not of {version}, the newest release in CHANGELOG.md:"
            " `python -m server schema --release`"
        )
    _judge(released.Changes.between(before, api), changelog)


def _judge(changes: released.Changes, changelog: str) -> None:
    if changes.dangerous:
        typer.echo(f"Changes that may surprise clients:\n{_listed(changes.dangerous)}")
    untold = released.untold(changes.breaking, changelog)
    if untold:
        raise fail(
            'Changes that break clients; say each, and what to do instead, under "API" in the'
            f" unreleased part of CHANGELOG.md:\n{_listed(untold)}"
        )
    typer.echo(f"CHANGELOG.md tells of all {len(changes.breaking)} changes that break clients.")


def _release(made: str) -> None:
    version = released.version(_CHANGELOG.read_text())
    if version is None:
        raise fail("CHANGELOG.md tells of no release: give its unreleased part a number first.")
    _RELEASED.write_text(released.as_file(made, version))
    typer.echo(f"docs/released.graphql is the API of {version}.")


def _listed(sentences: list[str]) -> str:
    return "\n".join(f"  {sentence}" for sentence in sentences)
