"""Backups: what was saved is what comes back, and nothing is ever written over."""

import sqlite3
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models import database, idempotency, outbox
from models.members import Member
from server import migrate
from server.backup import archive, whole
from server.backup.archive import BackupRefused
from server.settings import Settings
from server.story import telling
from tests import postgres, sqlite
from tests.everything import rows_of
from tests.house import SEAL

_PICTURE = b"\x89PNG\r\n\x1a\n not really"


async def _nothing(url: str) -> None:
    """SQLite's file, empty; PostgreSQL's database is made already."""
    if url.startswith("sqlite://"):
        sqlite3.connect(url.removeprefix("sqlite://")).executescript("VACUUM").connection.close()


@pytest.fixture
async def blank_url(database_url: str) -> AsyncIterator[str]:
    """The address of a database of the same kind without a table."""
    keeper = sqlite if database_url.startswith("sqlite://") else postgres
    template = await keeper.template("blank", _nothing)
    async with keeper.database(template) as url:
        yield url


@pytest.fixture
async def saved(database_url: str, tmp_path: Path) -> Settings:
    """An installation with a story, messages that wait, and a picture; and its backup."""
    settings = _settings(database_url, tmp_path / "there")
    async with database.connected(database_url):
        await telling.tell(SEAL, people=60)
        await outbox.tell("member.followed", member="ünïcode 中文 \t\n\\N")
        await idempotency.IdempotencyKey.create(
            actor="member:1", operation="postCreate", key="k", input_hash="0" * 64
        )
    pictures = tmp_path / "there" / "ab"
    pictures.mkdir(parents=True)
    (pictures / "cd.png").write_bytes(_PICTURE)
    await whole.save(settings, tmp_path / "backup.zip")
    return settings


def _settings(url: str, pictures: Path) -> Settings:
    return Settings(database_url=url, picture_store=f"file://{pictures}")


async def test_a_restored_database_has_every_row_of_every_table_and_every_picture(
    saved: Settings, blank_url: str, tmp_path: Path
) -> None:
    restored = _settings(blank_url, tmp_path / "here")
    done = await whole.restore(restored, tmp_path / "backup.zip")

    before, after = await rows_of(saved.database_url), await rows_of(blank_url)
    assert after == before
    assert len(before) > 35
    assert len(before["members"]) == 86
    assert done.pictures == 1
    assert (tmp_path / "here" / "ab" / "cd.png").read_bytes() == _PICTURE
    assert await migrate.pending(blank_url) == []


async def test_a_restored_database_keeps_its_constraints(
    saved: Settings, blank_url: str, tmp_path: Path
) -> None:
    await whole.restore(_settings(blank_url, tmp_path / "here"), tmp_path / "backup.zip")
    async with database.connected(blank_url):
        member = await Member.all().first()
        assert member is not None
        with pytest.raises(Exception, match=r"(?i)unique"):
            await Member.create(email=member.email)


async def test_a_database_with_rows_is_never_restored_into(saved: Settings, tmp_path: Path) -> None:
    before = await rows_of(saved.database_url)
    with pytest.raises(BackupRefused, match=r"has rows in|holds a database"):
        await whole.restore(saved, tmp_path / "backup.zip")
    assert await rows_of(saved.database_url) == before


async def test_a_backup_never_replaces_a_file(saved: Settings, tmp_path: Path) -> None:
    before = (tmp_path / "backup.zip").read_bytes()
    with pytest.raises(BackupRefused, match="exists"):
        await whole.save(saved, tmp_path / "backup.zip")
    assert (tmp_path / "backup.zip").read_bytes() == before


async def test_only_its_owner_reads_a_backup(saved: Settings, tmp_path: Path) -> None:
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


async def test_a_damaged_backup_restores_nothing(
    saved: Settings, blank_url: str, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.zip"
    content = bytearray((tmp_path / "backup.zip").read_bytes())
    content[len(content) // 3] ^= 0xFF
    damaged.write_bytes(content)
    with pytest.raises(BackupRefused, match=r"damaged|not a backup"):
        await whole.restore(_settings(blank_url, tmp_path / "here"), damaged)
    assert await rows_of(blank_url) == {}
    assert not (tmp_path / "here").exists()


async def test_a_backup_of_the_other_kind_of_database_is_refused(
    saved: Settings, blank_url: str, tmp_path: Path
) -> None:
    other = "postgres" if saved.is_sqlite else "sqlite"
    _rewritten(tmp_path, database=other)
    with pytest.raises(BackupRefused, match="PADDOCK_DATABASE_URL"):
        await whole.restore(_settings(blank_url, tmp_path / "here"), tmp_path / "changed.zip")
    assert await rows_of(blank_url) == {}


async def test_a_backup_of_a_newer_paddock_is_refused(
    saved: Settings, blank_url: str, tmp_path: Path
) -> None:
    _rewritten(tmp_path, migrations=[*migrate.written(), "9999_from_the_future"])
    with pytest.raises(BackupRefused, match="newer Paddock"):
        await whole.restore(_settings(blank_url, tmp_path / "here"), tmp_path / "changed.zip")
    assert await rows_of(blank_url) == {}


async def test_a_database_without_tables_has_no_backup(blank_url: str, tmp_path: Path) -> None:
    settings = _settings(blank_url, tmp_path / "pictures")
    with pytest.raises(BackupRefused, match="never migrated"):
        await whole.save(settings, tmp_path / "backup.zip")
    assert _names(tmp_path) == []


async def test_a_backup_that_breaks_off_leaves_no_file(
    saved: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_said: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "add_pictures", full)
    with pytest.raises(OSError, match="No space left"):
        await whole.save(saved, tmp_path / "second.zip")
    assert _names(tmp_path) == ["backup.zip", "there"]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _rewritten(folder: Path, **changed: object) -> None:
    """The backup with another table of contents."""
    with (
        zipfile.ZipFile(folder / "backup.zip") as kept,
        zipfile.ZipFile(folder / "changed.zip", "w") as made,
    ):
        contents = archive.Contents.model_validate_json(kept.read(archive.CONTENTS))
        for entry in kept.infolist():
            if entry.filename != archive.CONTENTS:
                made.writestr(entry, kept.read(entry))
        archive.write_contents(made, contents.model_copy(update=changed))
