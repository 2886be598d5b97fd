"""Backups of PostgreSQL by COPY, since its own tools may not be on the machine."""

import zipfile
from graphlib import TopologicalSorter
from typing import IO

import asyncpg

from server.backup.archive import BackupRefused, Contents, Table

_CHUNK = 1 << 20
_TABLES = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
    FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND table_name <> 'tortoise_migrations'
    GROUP BY table_name ORDER BY table_name
"""
_REFERENCES = """
    SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent
    FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid
"""


async def save(archive: zipfile.ZipFile, url: str, contents: Contents) -> None:
    """Add the rows of every table as they are at one moment, and write them into `contents`."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            for row in await connection.fetch(_TABLES):
                contents.tables.append(await _save(archive, connection, row))
    finally:
        await connection.close()


async def restore(archive: zipfile.ZipFile, contents: Contents, url: str) -> None:
    """Fill a migrated, empty database with every row, or with none."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await _refuse_rows(connection)
            for table in await _parents_first(connection, contents.tables):
                await _restore(archive, connection, table)
    finally:
        await connection.close()


async def _save(
    archive: zipfile.ZipFile, connection: asyncpg.Connection, row: asyncpg.Record
) -> Table:
    name, columns = row["table_name"], list(row["columns"])
    with archive.open(_entry(name), "w", force_zip64=True) as rows:
        status = await connection.copy_from_table(name, columns=columns, output=rows)
    return Table(name=name, columns=columns, rows=int(status.removeprefix("COPY ")))


async def _restore(archive: zipfile.ZipFile, connection: asyncpg.Connection, table: Table) -> None:
    with archive.open(_entry(table.name)) as rows:
        status = await connection.copy_to_table(
            table.name, columns=table.columns, source=_Chunks(rows)
        )
    if status != f"COPY {table.rows}":
        raise BackupRefused(f"{table.name} has not all of its {table.rows} rows: {status}.")


class _Chunks:
    """A file read as asyncpg wants it: asynchronously, and not all at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def __aiter__(self) -> "_Chunks":
        return self

    async def __anext__(self) -> bytes:
        """The next piece of the file."""
        chunk = self.file.read(_CHUNK)
        if not chunk:
            raise StopAsyncIteration
        return chunk


async def _refuse_rows(connection: asyncpg.Connection) -> None:
    for row in await connection.fetch(_TABLES):
        name = row["table_name"]
        if await connection.fetchval(f'SELECT EXISTS (SELECT FROM "{name}")'):  # noqa: S608
            raise BackupRefused(
                f"The database has rows in {name}. Restore into a new, empty database, and point"
                " PADDOCK_DATABASE_URL to it."
            )


async def _parents_first(connection: asyncpg.Connection, tables: list[Table]) -> list[Table]:
    """The tables in an order in which each comes after those that it refers to."""
    order: TopologicalSorter[str] = TopologicalSorter({table.name: () for table in tables})
    for row in await connection.fetch(_REFERENCES):
        order.add(row["child"], row["parent"])
    known = {table.name: table for table in tables}
    return [known[name] for name in order.static_order() if name in known]


def _entry(table: str) -> str:
    return f"tables/{table}.tsv"
