from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import pytest

from models import database, ids, sql


class _Colour(StrEnum):
    RED = "RED"


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    at: datetime
    name: str | None
    is_so: bool
    count: int
    colour: _Colour


@pytest.mark.usefixtures("db")
async def test_rows_go_in_as_json_and_come_out_as_they_were() -> None:
    rows = [
        _Row(ids.new(), datetime(2026, 11, 23, 10, tzinfo=UTC), "上海", True, 3, _Colour.RED),
        _Row(ids.new(), datetime(2026, 11, 23, 10, 0, 0, 5, UTC), None, False, -1, _Colour.RED),
    ]
    columns: dict[str, type] = {
        "id": UUID, "at": datetime, "name": str, "is_so": bool, "count": int, "colour": str,
    }  # fmt: skip
    said = sql.json_of({name: getattr(row, name) for name in columns} for row in rows)
    found = await sql.fetch(
        _Row, f"SELECT * FROM {sql.json_rows(1, **columns)} AS said ORDER BY at", said
    )
    assert found == rows


@pytest.mark.usefixtures("db")
async def test_a_list_is_one_parameter() -> None:
    chosen = [ids.new(), ids.new()]

    @dataclass(frozen=True, slots=True)
    class Chosen:
        is_in: bool

    for one, expected in ((chosen[1], True), (ids.new(), False)):
        found = await sql.fetch_one(
            Chosen, f"SELECT CAST($1 AS {_UUID()}) IN {sql.among(2)} AS is_in", one,
            sql.json_of(chosen),
        )  # fmt: skip
        assert found == Chosen(expected)


@pytest.mark.usefixtures("db")
async def test_execute_tells_how_many_rows_it_touched() -> None:
    assert await sql.execute("UPDATE members SET name = $1 WHERE id = $2", "Ann", ids.new()) == 0
    insert = (
        "INSERT INTO mail_opt_outs (id, address, kind, at) VALUES ($1, $2, 'x', $3)"
        " ON CONFLICT (address, kind) DO NOTHING"
    )
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert await sql.execute(insert, ids.new(), "ann@people.example", at) == 1
    assert await sql.execute(insert, ids.new(), "ann@people.example", at) == 0


def _UUID() -> str:  # noqa: N802  the type's name in the dialect at hand
    return "text" if database.is_sqlite() else "uuid"
