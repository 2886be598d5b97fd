"""A deprecation says what to do instead, and until when it stays."""

from pathlib import Path

import pytest
import strawberry
from graphql import build_schema
from typer.testing import CliRunner

from resolvers import root
from server.commands import schema
from server.deprecations import undated


def test_every_kind_of_part_needs_its_date() -> None:
    api = build_schema("""
        interface Named { name: String @deprecated }
        type Query { a(x: Int @deprecated, y: Int): Size @deprecated b(in: Box): Named }
        enum Size { S @deprecated M }
        input Box { width: Int @deprecated height: Int }
    """)
    assert sorted(undated(api)) == ["Box.width", "Named.name", "Query.a", "Query.a(x:)", "Size.S"]


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("Ask `b`; goes on 2027-06-30.", []),
        ("Ask `b`.", ["Query.a"]),
        ("2027-06-30", ["Query.a"]),
        ("Ask `b`; goes on 2027-06-31.", ["Query.a"]),
        ("", ["Query.a"]),
    ],
)
def test_a_reason_has_words_and_a_day_of_the_calendar(reason: str, wrong: list[str]) -> None:
    sdl = f'type Query {{ a: Int @deprecated(reason: "{reason}") b: Int }}'
    assert undated(build_schema(sdl)) == wrong


def test_the_check_fails_where_the_api_deprecates_without_a_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @strawberry.type
    class Query:
        old: int = strawberry.field(deprecation_reason="Ask something else.")

    kept = tmp_path / "schema.graphql"
    monkeypatch.setattr(schema, "_FILE", kept)
    monkeypatch.setattr(root, "schema", strawberry.Schema(Query))
    kept.write_text(f"{root.schema.as_str()}\n")
    result = CliRunner().invoke(schema.commands, ["--check"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "\n  Query.old\n" in result.output
