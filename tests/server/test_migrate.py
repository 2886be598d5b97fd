"""Migrations on a database that holds something, and the constraints that must outlive them."""

import importlib
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError

from models import clock, database, sql
from models.bookings import Booking
from models.constraints import CHECKS, UNIQUE_WHERE
from models.events import Event
from models.halls import Hall
from server import migrate
from tests import doors, people


@dataclass(frozen=True, slots=True)
class _Found:
    found: int


_CHANGE = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]
    operations = [
        ops.AlterField("Venue", "name", fields.CharField(max_length=130)),
        ops.AlterField("Event", "title", fields.CharField(max_length=130)),
        ops.AlterField("Booking", "starts_at", fields.DatetimeField(null=True)),
    ]
"""


async def test_the_models_need_no_migration_that_is_not_written() -> None:
    assert await migrate.missing() == []


async def test_a_migrated_database_needs_nothing_more(database_url: str) -> None:
    assert await migrate.pending(database_url) == []
    assert await migrate.migrate(database_url) == []


async def test_a_changed_column_loses_no_row_of_any_table(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.connected(database_url):
        await _fill()
        before = await _every_table()
    monkeypatch.setitem(migrate.APPS["models"], "migrations", _changed(tmp_path, monkeypatch))
    assert await migrate.migrate(database_url) == ["0002_change"]
    async with database.connected(database_url):
        after = await _every_table()
        assert before.pop("tortoise_migrations") != after.pop("tortoise_migrations")
        assert after == before
        assert after["seats"]
        await _bookings_still_never_overlap()


async def test_sqlite_keeps_a_copy_from_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite://{tmp_path}/paddock.db"
    await migrate.migrate(url)
    async with database.connected(url):
        await people.member("Ann")
    monkeypatch.setitem(migrate.APPS["models"], "migrations", _changed(tmp_path, monkeypatch))
    await migrate.migrate(url)
    with sqlite3.connect(tmp_path / "paddock.db.before-0002_change") as copy:
        assert copy.execute("SELECT name FROM members").fetchall() == [("Ann",)]


@pytest.mark.parametrize("name", sorted([*CHECKS, *UNIQUE_WHERE, "bookings_never_overlap"]))
async def test_every_constraint_stands_in_the_database(db: str, name: str) -> None:
    if database.is_sqlite():
        found = "SELECT count(*) AS found FROM sqlite_master WHERE name IN ($1, $1 || '_insert')"
    else:
        found = (
            "SELECT (SELECT count(*) FROM pg_constraint WHERE conname = $1)"
            " + (SELECT count(*) FROM pg_indexes WHERE indexname = $1) AS found"
        )
    [row] = await sql.fetch(_Found, found, name)
    assert row.found >= 1


async def test_a_check_is_upheld_by_the_database_itself(db: str) -> None:
    door = await doors.door()
    with pytest.raises(IntegrityError, match="halls_capacity_positive"):
        await Hall.filter(id=door.gate.hall_id).update(capacity=0)
    assert (await Hall.get(id=door.gate.hall_id)).capacity == 500


async def _fill() -> None:
    door = await doors.door()
    await doors.seated(door.event, await people.member("Ann"))
    await Booking.create(
        hall_id=door.gate.hall_id, event=door.event, starts_at=door.event.starts_at,
        ends_at=door.event.ends_at,
    )  # fmt: skip


async def _bookings_still_never_overlap() -> None:
    [booking] = await Booking.all()
    event = await Event.get(id=booking.event_id)
    other = await Event.create(
        venue_id=event.venue_id, hall_id=booking.hall_id, title="Other", capacity=1,
        starts_at=event.starts_at, ends_at=event.ends_at, created_at=clock.now(),
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="bookings_never_overlap"):
        await Booking.create(
            hall_id=booking.hall_id, event=other, starts_at=event.starts_at, ends_at=event.ends_at
        )


async def _every_table() -> dict[str, list[Any]]:
    client = get_connection("default")
    listed = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if database.is_sqlite()
        else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    )
    tables = [row["name"] for row in await client.execute_query_dict(listed)]
    return {
        table: sorted(
            str(sorted(dict(row).items()))
            for row in await client.execute_query_dict(f'SELECT * FROM "{table}"')
        )
        for table in tables
    }


def _changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of migrations with one more than ours."""
    package = folder / "changed_migrations"
    shutil.copytree(Path(importlib.import_module("migrations").__path__[0]), package)
    (package / "0002_change.py").write_text(_CHANGE)
    monkeypatch.syspath_prepend(folder)
    for name in [name for name in sys.modules if name.startswith("changed_migrations")]:
        del sys.modules[name]
    return "changed_migrations"
