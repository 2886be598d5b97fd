"""Everything that a database holds, row by row, to compare two of them."""

import sqlite3
from typing import Any

import asyncpg

Tables = dict[str, list[tuple[Any, ...]]]


async def rows_of(url: str) -> Tables:
    """All rows of all tables but the migrations' own, each table sorted."""
    if url.startswith("sqlite://"):
        return _sqlite(url.removeprefix("sqlite://"))
    return await _postgres(url)


def _sqlite(path: str) -> Tables:
    connection = sqlite3.connect(path)
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        if name != "tortoise_migrations"
    ]
    tables = {
        name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        for name in names
    }
    connection.close()
    return tables


async def _postgres(url: str) -> Tables:
    connection = await asyncpg.connect(url)
    try:
        names = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename <> 'tortoise_migrations'"
        )
        return {
            row["tablename"]: sorted(
                (tuple(one) for one in await connection.fetch(f"SELECT * FROM {row['tablename']}")),
                key=repr,
            )
            for row in names
        }
    finally:
        await connection.close()
