"""Migrations: apply what is pending, and tell whether the models need one that is not written."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationTarget
from tortoise.migrations.recorder import MigrationRecorder

from models import constraints, database
from server.migration_state import Executor

APPS = database.configuration("sqlite://:memory:")["apps"]
_APP = "models"
_FOLDER = Path(__file__).parent.parent / "migrations"


class BrokenReferenceError(Exception):
    """A migration on SQLite left rows that point to nothing; a copy from before it is kept."""


async def migrate(url: str, upto: str = "") -> list[str]:
    """Apply the pending migrations, `upto` the last of them, and return their names."""
    # A statement that would queue behind readers gives up instead of blocking them all.
    async with _alone(url), database.connected(url, lock_timeout="5s", statement_timeout="10min"):
        executor = _executor()
        targets = [MigrationTarget(_APP, upto)] if upto else None
        names = [step.migration.name for step in await executor.plan(targets)]
        if names and database.is_sqlite():
            if await applied():  # else there is nothing to lose yet
                _keep_copy(Path(url.removeprefix("sqlite://")), names[0])
            await _without_foreign_keys(executor)
        elif names:
            await executor.migrate(targets)
        if not upto:  # constraints are listed as they stand after the last migration
            await constraints.enforce()
        return names


async def pending(url: str) -> list[str]:
    """The names of the migrations that the database at `url` still needs."""
    async with database.connected(url):
        return await unapplied()


async def unapplied() -> list[str]:
    """The names of the migrations that the open database still needs."""
    return [step.migration.name for step in await _executor().plan()]


async def applied() -> list[str]:
    """The names of the migrations that the open database has had, in their order."""
    recorder = MigrationRecorder(get_connection("default"))
    return [key.name for key in await recorder.applied_migrations()]


def written() -> list[str]:
    """The names of all migrations that there are."""
    return sorted(path.stem for path in _FOLDER.glob("[0-9]*.py"))


async def missing() -> list[str]:
    """What the models need that no migration says; empty when they agree."""
    async with database.connected("sqlite://:memory:"):
        writers = await MigrationAutodetector(Tortoise.apps, APPS).changes()
        return [operation.describe() for writer in writers for operation in writer.operations]


async def write() -> list[str]:
    """Write the migration that the models need, and return its path."""
    async with database.connected("sqlite://:memory:"):
        return await MigrationAutodetector(Tortoise.apps, APPS).write()


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[None]:
    """Keep other processes from migrating the same PostgreSQL; SQLite is one machine's."""
    if url.startswith("sqlite://"):
        yield
        return
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtext('paddock migrations'))")
        yield
    finally:
        await connection.close()


def _executor() -> Executor:
    return Executor(get_connection("default"), APPS)


def _keep_copy(file: Path, before: str) -> None:
    """SQLite's scripts commit half-way, so a copy from before is kept."""
    with (
        sqlite3.connect(file) as source,
        sqlite3.connect(file.with_name(f"{file.name}.before-{before}")) as copy,
    ):
        source.backup(copy)


async def _without_foreign_keys(executor: Executor) -> None:
    """A column change drops and rebuilds the table, and would cascade to its children."""
    client = get_connection("default")
    await client.execute_script("PRAGMA foreign_keys = OFF")
    await executor.migrate()
    await client.execute_script("PRAGMA foreign_keys = ON")
    broken = await client.execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise BrokenReferenceError(broken)
