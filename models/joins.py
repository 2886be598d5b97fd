"""Joined reads: one statement whose records hold a row and what stands beside it, a tree."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import orjson

from models import database, rows, sql
from models.rows import NOTHING, Step

Made = Callable[[Any], Any]
"""Makes a row from a record."""

_MOST_ARGUMENTS = 100
"""Of one function of SQLite, which takes no more than 127."""


class Column(Protocol):
    """What stands beside a row: another, a list of them, or a value."""

    @property
    def columns(self) -> list[str]:
        """What a SELECT has to list for it."""

    @property
    def joins(self) -> str:
        """The joins that these columns need, beside the one that leads here."""

    def making(self, source: "_Source", name: str, record: str, place: int) -> Iterator[str]:
        """The statements that make it: a variable, from a record's columns from `place` on."""


class Beside(NamedTuple):
    """What a step leads to from a row, and the join that brings it."""

    step: Step
    column: Column
    join: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression of SQL says."""

    expression: str

    @property
    def columns(self) -> list[str]:
        """The expression."""
        return [self.expression]

    @property
    def joins(self) -> str:
        """None."""
        return ""

    def making(self, source: "_Source", name: str, record: str, place: int) -> Iterator[str]:  # noqa: ARG002 - as promised by Column
        """As the driver gives it."""
        yield f"{name} = {record}[{place}]"


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the table known as `alias`, with what stands beside it; None without its first.

    Columns in `unused` are not read.
    """

    row: type
    alias: str
    besides: tuple[Beside, ...] = ()
    unused: frozenset[str] = frozenset()

    @property
    def own(self) -> list[str]:
        """The columns of the row itself; by the first it is told whether there is one."""
        first, *others = rows.columns(self.row)
        return [first, *(name for name in others if name not in self.unused)]

    @property
    def columns(self) -> list[str]:
        """Its own, and those of what stands beside it."""
        own = [f"{self.alias}.{name}" for name in self.own]
        return own + [name for beside in self.besides for name in beside.column.columns]

    @property
    def joins(self) -> str:
        """Those of all that stands beside it."""
        return " ".join(f"{beside.join} {beside.column.joins}" for beside in self.besides)

    def making(self, source: "_Source", name: str, record: str, place: int) -> Iterator[str]:
        """The row."""
        yield f"if {record}[{place}] is None: {name} = None"
        yield "else:"
        for line in source.row(self, name, record, place):
            yield f"    {line}"


@dataclass(frozen=True, slots=True)
class Nest:
    """A list of rows that a subquery selects; `query` follows its columns.

    Where the row known as `gate` is not there, neither is the list.
    """

    part: Part
    query: str
    gate: str = ""

    @property
    def columns(self) -> list[str]:
        """One array, which on SQLite is JSON."""
        array = self._json if database.is_sqlite() else self._array
        return [f"CASE WHEN {self.gate}.id IS NOT NULL THEN {array} END" if self.gate else array]

    @property
    def joins(self) -> str:
        """None: the query has its own."""
        return ""

    def making(self, source: "_Source", name: str, record: str, place: int) -> Iterator[str]:
        """The list."""
        inner, row = source.variable(), source.variable()
        found = f"{record}[{place}]"
        opened = f"{source.bind(_opened)}({found})" if database.is_sqlite() else found
        yield f"{name} = None if {found} is None else []"
        yield f"for {inner} in () if {name} is None else {opened}:"
        for line in self.part.making(source, row, inner, 0):
            yield f"    {line}"
        yield f"    {name}.append({row})"

    @property
    def _array(self) -> str:
        return f"ARRAY(SELECT ROW({', '.join(self.part.columns)}) {self.query})"

    @property
    def _json(self) -> str:
        columns = self.part.columns
        starts = range(0, len(columns), _MOST_ARGUMENTS)
        arrays = [f"json_array({', '.join(columns[at : at + _MOST_ARGUMENTS])})" for at in starts]
        listed = f"SELECT json_array({', '.join(arrays)}) AS record {self.query}"
        return f"(SELECT json_group_array(json(record)) FROM ({listed}))"  # noqa: S608  the columns are ours


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


async def fetch(part: Part, query: str, values: Sequence[object]) -> list[Any]:
    """Run a SELECT of a part's columns and return the rows; `query` follows the columns.

    It is a FROM clause that knows the part's alias, with `part.joins`, and what narrows it.
    """
    return await prepare(part, query).rows(values)


def prepare(part: Part, query: str) -> "Statement":
    """What `fetch` runs, to be run again and again on the database that is open."""
    columns, made = _prepared(part, is_sqlite=database.is_sqlite())
    return Statement(f"SELECT {columns} {query}", made)


class Statement(NamedTuple):
    """A SELECT whose records become rows."""

    query: str
    made: Made

    async def rows(self, values: Sequence[object]) -> list[Any]:
        """Run it with these parameters."""
        return list(map(self.made, await sql.records(self.query, values)))


@lru_cache(1024)
def _prepared(part: Part, *, is_sqlite: bool) -> tuple[str, Made]:
    del is_sqlite  # what is prepared for one database does not fit the other
    return ", ".join(part.columns), _Source().maker(part)


class _Source:
    """Writes one function for all rows of a record, since a page has hundreds of them.

    Setting attributes one after the other takes half of the time of calling a dataclass.
    """

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"NOTHING": NOTHING, "new": object.__new__}
        self._variables = 0

    def maker(self, part: Part) -> Made:
        """The function for a part whose columns are a whole record."""
        lines = [*part.making(self, "row", "record", 0), "return row"]
        body = "".join(f"    {line}\n" for line in lines)
        exec(compile(f"def make(record):\n{body}", "<joined rows>", "exec"), self.names)  # noqa: S102 - attributes of our rows, and numbers
        made: Made = self.names["make"]
        return made

    def bind(self, value: object) -> str:
        """The name by which the function knows a value."""
        name = f"n{len(self.names)}"
        self.names[name] = value
        return name

    def variable(self) -> str:
        """The name of a variable of the function's own."""
        self._variables += 1
        return f"v{self._variables}"

    def row(self, part: Part, name: str, record: str, place: int) -> Iterator[str]:
        """The statements that make a part's row, which is there, from a record."""
        yield f"{name} = new({self.bind(part.row)})"
        convert = sql.converters(part.row)
        for at, own in enumerate(part.own, place):
            made = f"{record}[{at}]"
            if own in convert:
                made = f"None if {made} is None else {self.bind(convert[own])}({made})"
            yield f"{name}.{own} = {made}"
        place += len(part.own)
        entries = []
        for step, column, _ in part.besides:
            value = self.variable()
            yield from column.making(self, value, record, place)
            entries.append(f"{self.bind(step)}: {value}")
            place += len(column.columns)
        yield f"{name}.beside = {{{', '.join(entries)}}}" if entries else f"{name}.beside = NOTHING"


def _opened(found: Any) -> list[list[Any]]:
    """The records in an array of SQLite; one within another was opened with that."""
    records = orjson.loads(found) if isinstance(found, str) else found
    return [list(chain.from_iterable(record)) for record in records]
