"""SQL by hand for hot verbs and read models, the same text on PostgreSQL and SQLite.

Parameters are `$1`, `$2` …; a set of rows is one JSON parameter, opened with `json_rows`.
Results come as instances of a dataclass whose field names are the columns.
"""

import re
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson

from models import database

Row = TypeVar("Row")

_PARAMETER = re.compile(r"\$(\d+)")
_POSTGRES_TYPES = {
    UUID: "uuid", str: "text", int: "bigint", bool: "boolean", float: "double precision",
    datetime: "timestamptz", dict: "jsonb", list: "jsonb",
}  # fmt: skip


async def fetch(row: type[Row], query: str, *values: object) -> list[Row]:
    """Run one statement and return its rows as instances of the dataclass `row`."""
    found = await records(query, values)
    if not found:
        return []
    names, is_sqlite = tuple(found[0].keys()), database.is_sqlite()
    return list(map(_maker_of(cast(Hashable, row), names, is_sqlite=is_sqlite), found))


async def fetch_one(row: type[Row], query: str, *values: object) -> Row | None:
    """Run one statement and return its first row, or None."""
    rows = await fetch(row, query, *values)
    return rows[0] if rows else None


async def execute(query: str, *values: object) -> int:
    """Run one statement and return how many rows it touched."""
    if database.is_sqlite():
        query, values = _sqlite_query(query), tuple(_sqlite_value(v) for v in values)
        async with database.line() as connection:
            cursor = await connection.execute(query, values)
            count = cursor.rowcount
            await cursor.close()
            return cast(int, count)
    async with database.line() as connection:
        status = await connection.execute(query, *(_postgres_value(v) for v in values))
    return int(status.rpartition(" ")[2]) if status[-1:].isdigit() else 0


async def records(query: str, values: Sequence[object]) -> Sequence[Any]:
    """Run one statement and return the driver's own records, as they are."""
    if database.is_sqlite():
        return await database.fetch(_sqlite_query(query), [_sqlite_value(it) for it in values])
    return await database.fetch(query, [_postgres_value(it) for it in values])


@asynccontextmanager
async def snapshot() -> AsyncIterator[None]:
    """Let every statement of the block, which only reads, see the database of one moment."""
    async with database.transaction():
        if not database.is_sqlite():
            await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def converters(row: type) -> dict[str, Callable[[Any], Any]]:
    """What makes the values of these fields of a dataclass from what the driver gives."""
    known = _sqlite_converters if database.is_sqlite() else _postgres_converters
    return known(cast(Hashable, row))


@cache
def _maker_of(row: Any, names: Sequence[str], *, is_sqlite: bool) -> Callable[[Any], Any]:
    """Writes the function that makes a row of a record with these columns."""
    del is_sqlite  # the converters differ
    convert, known, given = converters(row), {"row": row}, []
    for at, name in enumerate(names):
        value = f"r[{at}]"
        if name in convert:
            known[f"made{at}"] = convert[name]
            value = f"None if {value} is None else made{at}({value})"
        given.append(f"{name}={value}")
    exec(f"def make(r): return row({', '.join(given)})", known)  # noqa: S102 - columns of our statements, which are fields of our rows
    return cast(Callable[[Any], Any], known["make"])


def json_rows(parameter: int, **columns: type) -> str:
    """A subselect that opens JSON parameter `parameter` as rows with these typed columns."""
    if database.is_sqlite():
        picks = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
        return f"(SELECT {picks} FROM json_each(${parameter}))"  # noqa: S608
    typed = ", ".join(f"{name} {_POSTGRES_TYPES[kind]}" for name, kind in columns.items())
    opened = f"jsonb_to_recordset(${parameter}::jsonb) AS r({typed})"
    return f"(SELECT * FROM {opened})"  # noqa: S608


def among(parameter: int, kind: type = UUID) -> str:
    """The right side of `column IN …` for a list given as JSON parameter `parameter`."""
    if database.is_sqlite():
        return f"(SELECT value FROM json_each(${parameter}))"  # noqa: S608
    opened = f"jsonb_array_elements_text(${parameter}::jsonb) e"
    return f"(SELECT e::{_POSTGRES_TYPES[kind]} FROM {opened})"  # noqa: S608


def json_object(key: str, value: str) -> str:
    """An aggregate of rows as one JSON object."""
    group = "json_group_object" if database.is_sqlite() else "jsonb_object_agg"
    return f"{group}({key}, {value})"


def json_of(values: Iterable[object]) -> str:
    """A list of ids, or of dicts, as the JSON parameter that `among` and `json_rows` open."""
    # Times pass through to be written as SQLite keeps them.
    return orjson.dumps(
        list(values), default=_json_default, option=orjson.OPT_PASSTHROUGH_DATETIME
    ).decode()


def _json_default(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ")
    if isinstance(value, UUID):  # asyncpg's own subclass
        return str(value)
    raise TypeError(type(value).__name__)


def _postgres_value(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


@cache
def _sqlite_query(query: str) -> str:
    return _PARAMETER.sub(r"?\1", query)


def _sqlite_value(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ")
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    return value


@cache
def _postgres_converters(row: type) -> dict[str, Callable[[Any], Any]]:
    """asyncpg gives JSON as text and knows nothing of our enums; all else comes typed."""
    makers = {name: _maker(kind) for name, kind in _kinds(row).items() if _is_ours(kind)}
    return {name: maker for name, maker in makers.items() if maker is not None}


@cache
def _sqlite_converters(row: type) -> dict[str, Callable[[Any], Any]]:
    """SQLite gives text and numbers only."""
    makers = {name: _maker(kind) for name, kind in _kinds(row).items()}
    return {name: maker for name, maker in makers.items() if maker is not None}


def _is_ours(kind: type) -> bool:
    return kind in {dict, list} or issubclass(kind, Enum)


def _maker(kind: type) -> Callable[[Any], Any] | None:
    if issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__
    return _MAKERS.get(kind)


_MAKERS: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    bool: bool,
    int: int,
    datetime: datetime.fromisoformat,
    dict: orjson.loads,
    list: orjson.loads,
}


def _kinds(row: type) -> dict[str, type]:
    hints = get_type_hints(row)
    return {field.name: _kind(hints[field.name]) for field in fields(row)}


def _kind(hint: Any) -> type:
    """The bare type of a hint: `UUID | None` is UUID, `list[str]` is list."""
    if get_origin(hint) in {Union, UnionType}:
        hint = next(part for part in get_args(hint) if part is not type(None))
    return cast(type, get_origin(hint) or hint)
