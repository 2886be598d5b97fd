"""Joined reads: one statement whose records hold rows of several tables side by side."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol
from uuid import UUID

import orjson

from models import database, sql

Made = Callable[[Any], Any]
"""Makes a part from the values of its columns, which begin a record or a part of one."""


class Column(Protocol):
    """What stands in a record: a row, or a list of rows."""

    @property
    def columns(self) -> str:
        """The columns that it is made from, for a SELECT."""

    @property
    def width(self) -> int:
        """How many columns these are."""

    def maker(self) -> Made:
        """Makes it from the values of its columns."""


@dataclass(frozen=True, slots=True)
class Part:
    """The instance of a dataclass that columns of a table fill; None where the first is null."""

    row: type
    alias: str

    @property
    def columns(self) -> str:
        """The dataclass's fields, as columns of the table known as `alias`."""
        return ", ".join(f"{self.alias}.{field.name}" for field in fields(self.row))

    @property
    def width(self) -> int:
        """One for each field."""
        return len(fields(self.row))

    def maker(self) -> Made:
        """Makes the instance."""
        row, known = self.row, sql.converters(self.row)
        convert = [
            (place, known[field.name])
            for place, field in enumerate(fields(row))
            if field.name in known
        ]

        def made(values: Sequence[Any]) -> Any:
            if values[0] is None:
                return None
            if convert:
                values = list(values)
                for place, of in convert:
                    if values[place] is not None:
                        values[place] = of(values[place])
            return row(*values)

        return made


@dataclass(frozen=True, slots=True)
class Nest:
    """A list of records, each a list of its parts, that a subquery of the record selects.

    `query` is what follows the subquery's columns.
    """

    parts: tuple[Column, ...]
    query: str

    @property
    def columns(self) -> str:
        """One array, which on SQLite is JSON."""
        if not database.is_sqlite():
            return f"ARRAY(SELECT ROW({_columns(self.parts)}) {self.query})"
        # An array for each part, since a function takes 127 arguments at most.
        arrays = ", ".join(f"json_array({part.columns})" for part in _single(self.parts))
        listed = f"SELECT json_array({arrays}) AS record {self.query}"
        return f"(SELECT json_group_array(json(record)) FROM ({listed}))"  # noqa: S608  the columns are ours

    @property
    def width(self) -> int:
        """The array is one column."""
        return 1

    def maker(self) -> Made:
        """Makes the list."""
        made = _record(self.parts)
        if not database.is_sqlite():
            return lambda values: [made(record) for record in values[0]]

        def listed(values: Sequence[Any]) -> list[Any]:
            [found] = values
            # A list within a list was opened with that.
            records = orjson.loads(found) if isinstance(found, str) else found
            return [made(list(chain.from_iterable(record))) for record in records]

        return listed


@dataclass(frozen=True, slots=True)
class Group:
    """A list of parts that stand side by side, as one column."""

    parts: tuple[Column, ...]

    @property
    def columns(self) -> str:
        """Those of its parts."""
        return _columns(self.parts)

    @property
    def width(self) -> int:
        """As many as its parts have."""
        return sum(part.width for part in self.parts)

    def maker(self) -> Made:
        """Makes the list."""
        return _record(self.parts)


class Values(list[object]):
    """The parameters of a statement that is being put together."""

    def put(self, value: object) -> str:
        """The value's place in the statement, as `$3`."""
        self.append(value)
        return f"${len(self)}"

    def among(self, ids: Iterable[UUID]) -> str:
        """The right side of `column IN …` for these ids."""
        self.append(sql.json_of(ids))
        return sql.among(len(self))


async def fetch(parts: Sequence[Column], query: str, *values: object) -> list[list[Any]]:
    """Run a SELECT of the parts' columns and return the parts of each record.

    `query` is what follows the columns.
    """
    columns, made = _prepared(tuple(parts), is_sqlite=database.is_sqlite())
    records = await sql.records(f"SELECT {columns} {query}", values)
    return [made(record) for record in records]


@lru_cache(1024)
def _prepared(parts: tuple[Column, ...], *, is_sqlite: bool) -> tuple[str, Made]:
    del is_sqlite  # what is prepared for one database does not fit the other
    return _columns(parts), _record(parts)


def _single(parts: Iterable[Column]) -> Iterator[Column]:
    for part in parts:
        if isinstance(part, Group):
            yield from _single(part.parts)
        else:
            yield part


def _columns(parts: Sequence[Column]) -> str:
    return ", ".join(part.columns for part in parts)


def _record(parts: Sequence[Column]) -> Made:
    cuts, start = [], 0
    for part in parts:
        cuts.append((part.maker(), slice(start, start + part.width)))
        start += part.width
    return lambda record: [made(record[cut]) for made, cut in cuts]
