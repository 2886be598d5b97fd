"""Rows by the ten thousand: ids that agree with the story's time, and inserts in bulk."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from graphlib import TopologicalSorter
from random import Random
from typing import Any, cast
from uuid import UUID

import orjson
from tortoise.connection import get_connection
from tortoise.fields import JSONField

from models import database
from models.noun import Noun

_RANDOM_BITS = 74


class Dice(Random):
    """Chance that falls the same way each time, from the same seed."""

    def falls(self, probability: float) -> bool:
        """Whether something so probable happens now."""
        return self.random() < probability


class Pages:
    """Rows that wait to be written."""

    def __init__(self, rng: Dice) -> None:
        self.rng = rng
        self._rows: defaultdict[type[Noun], list[tuple[Any, ...]]] = defaultdict(list)
        self._columns: dict[type[Noun], list[tuple[str, str, Any]]] = {}

    def mint(self, at: datetime) -> UUID:
        """A UUIDv7 of the time `at`: lists are read in the order of ids."""
        chance = self.rng.getrandbits(_RANDOM_BITS)
        bits = int(at.timestamp() * 1000) << 80 | 0x7 << 76 | (chance >> 62) << 64
        return UUID(int=bits | 0b10 << 62 | chance & (1 << 62) - 1)

    def add(self, noun: type[Noun], **values: Any) -> None:
        """A row of this noun; what is not said is the column's default."""
        columns = self._columns.get(noun) or self._learn(noun)
        row = (values[name] if name in values else _given(default) for name, _, default in columns)
        self._rows[noun].append(tuple(row))

    def count(self) -> int:
        """How many rows wait."""
        return sum(map(len, self._rows.values()))

    async def write(self) -> None:
        """Write all of them, in one transaction, and begin anew."""
        async with database.transaction():
            for noun in _parents_first(self._rows):
                columns = [column for _, column, _ in self._columns[noun]]
                await _insert(noun, columns, self._rows[noun])
        self._rows.clear()

    def _learn(self, noun: type[Noun]) -> list[tuple[str, str, Any]]:
        meta = noun._meta  # noqa: SLF001  Tortoise has no other door to a table's columns
        columns = [
            (name, column, _as_stored(meta.fields_map[name].default, meta.fields_map[name]))
            for name, column in meta.fields_db_projection.items()
        ]
        self._columns[noun] = columns
        return columns


def _parents_first(nouns: Iterable[type[Noun]]) -> list[type[Noun]]:
    """In an order in which each table comes after those that it refers to."""
    waiting = dict.fromkeys(nouns)
    order: TopologicalSorter[type[Noun]] = TopologicalSorter(
        {noun: _referred(noun) for noun in waiting}
    )
    return [noun for noun in order.static_order() if noun in waiting]


def _referred(noun: type[Noun]) -> list[type[Noun]]:
    meta = noun._meta  # noqa: SLF001
    names = sorted(meta.fk_fields | meta.o2o_fields)
    return [cast(Any, meta.fields_map[name]).related_model for name in names]


def json(value: object) -> str:
    """A value for a JSON column."""
    return orjson.dumps(value).decode()


def _as_stored(default: Any, field: Any) -> Any:
    if isinstance(field, JSONField) and callable(default):
        return lambda: json(default())
    return default


def _given(default: Any) -> Any:
    return default() if callable(default) else default


async def _insert(noun: type[Noun], columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    client, table = get_connection("default"), noun._meta.db_table  # noqa: SLF001
    if database.is_sqlite():
        places = ", ".join("?" * len(columns))
        names = ", ".join(columns)
        await client.execute_many(
            f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608  the names are ours
            [[_for_sqlite(value) for value in row] for row in rows],
        )
    else:
        async with client.acquire_connection() as connection:
            await connection.copy_records_to_table(table, columns=columns, records=rows)


def _for_sqlite(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ")
    return value.value if isinstance(value, Enum) else value
