"""The backup's file: a zip with a table of contents, rows or a database, and pictures."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from models import clock

CONTENTS = "contents.json"
DATABASE = "paddock.db"
_PICTURES = "pictures/"


class BackupRefused(Exception):
    """The backup or the restore was not done, and nothing was changed; says what to do instead."""


class Table(BaseModel):
    """One table of a PostgreSQL backup, whose rows lie in PostgreSQL's own text format."""

    name: str
    columns: list[str]
    rows: int


class Contents(BaseModel):
    """What a backup says about itself; `migrations` are those that its database has had."""

    format: Literal[1] = 1
    database: Literal["sqlite", "postgres"]
    made_at: datetime
    migrations: list[str]
    tables: list[Table] = []


@contextmanager
def writing(file: Path) -> Iterator[zipfile.ZipFile]:
    """A new archive, readable by its owner alone, that gets its name once it is complete."""
    if file.exists():
        raise BackupRefused(f"{file} exists: choose another name, or move it away.")
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            yield archive
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def reading(file: Path) -> Iterator[tuple[zipfile.ZipFile, Contents]]:
    """A backup whose every byte has been checked against its sums, and what it says it holds."""
    contents = _checked(file)
    with zipfile.ZipFile(file) as archive:
        yield archive, contents


def _checked(file: Path) -> Contents:
    try:
        with zipfile.ZipFile(file) as archive:
            broken = archive.testzip()
            if broken:
                raise BackupRefused(f"{file} is damaged at {broken}: take another backup.")
            return Contents.model_validate_json(archive.read(CONTENTS))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError) as problem:
        raise BackupRefused(f"{file} is damaged or not a backup of Paddock: {problem}") from problem


def write_contents(archive: zipfile.ZipFile, contents: Contents) -> None:
    """Add the table of contents, last, when everything in it is known."""
    archive.writestr(CONTENTS, contents.model_dump_json(indent=1))


def contents(is_sqlite: bool, migrations: list[str]) -> Contents:  # noqa: FBT001
    """The table of contents of a backup made now."""
    kind: Literal["sqlite", "postgres"] = "sqlite" if is_sqlite else "postgres"
    return Contents(database=kind, made_at=clock.now(), migrations=migrations)


def add_pictures(archive: zipfile.ZipFile, folder: Path) -> int:
    """Add every file of a picture store on disk, and return how many."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        archive.write(path, _PICTURES + path.relative_to(folder).as_posix())
    return len(files)


def restore_pictures(archive: zipfile.ZipFile, folder: Path) -> int:
    """Put the pictures where the store looks for them, and return how many."""
    entries = [entry for entry in archive.infolist() if entry.filename.startswith(_PICTURES)]
    for entry in entries:
        entry.filename = entry.filename.removeprefix(_PICTURES)
        archive.extract(entry, folder)
    return len(entries)
