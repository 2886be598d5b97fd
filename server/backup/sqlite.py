"""Backups of the embedded database: SQLite's own online copy, while the server goes on."""

import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

from server.backup.archive import DATABASE, BackupRefused, Contents


def save(archive: zipfile.ZipFile, source: Path) -> None:
    """Add the database as it is at one moment; writers go on meanwhile."""
    with tempfile.TemporaryDirectory(prefix="paddock-backup-", dir=source.parent) as home:
        copy = Path(home) / DATABASE
        _copy(source, copy)
        archive.write(copy, DATABASE)


def restore(archive: zipfile.ZipFile, contents: Contents, target: Path) -> None:
    """Put the database where none is, in one step: a file under its name is complete."""
    if contents.database != "sqlite":
        raise BackupRefused("This is a backup of PostgreSQL: set PADDOCK_DATABASE_URL to one.")
    journal = target.with_name(f"{target.name}-wal")
    if journal.exists() or (target.exists() and _has_tables(target)):
        raise BackupRefused(f"{target} holds a database: move it and {journal.name} away first.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    with archive.open(DATABASE) as packed, partial.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    partial.rename(target)


def _has_tables(file: Path) -> bool:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


def _copy(source: Path, copy: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(copy)) as dead,
    ):
        live.backup(dead)
