"""Backing up and restoring an installation, whichever database it has."""

from dataclasses import dataclass
from pathlib import Path

from models import database
from server import migrate
from server.backup import archive, postgres, sqlite
from server.backup.archive import BackupRefused, Contents
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Done:
    """What went into a backup or came out of it; `pictures` is None where they lie elsewhere."""

    contents: Contents
    pictures: int | None

    def told(self) -> str:
        """For people: what is in it, and what is not."""
        rows = sum(table.rows for table in self.contents.tables)
        held = f"{rows:,} rows" if self.contents.database == "postgres" else "the database"
        if self.pictures is None:
            return f"{held}; pictures lie in an object store and are not in it"
        return f"{held} and {self.pictures:,} picture files"


async def save(settings: Settings, file: Path) -> Done:
    """Write a backup to `file`; raises BackupRefused."""
    async with database.connected(settings.database_url):
        migrations = await migrate.applied()
    if not migrations:
        raise BackupRefused("There is nothing to back up: the database was never migrated.")
    with archive.writing(file) as made:
        contents = archive.contents(settings.is_sqlite, migrations)
        if settings.is_sqlite:
            sqlite.save(made, _sqlite_file(settings))
        else:
            await postgres.save(made, settings.database_url, contents)
        folder = settings.picture_folder
        pictures = archive.add_pictures(made, folder) if folder else None
        archive.write_contents(made, contents)
    return Done(contents, pictures)


async def restore(settings: Settings, file: Path) -> Done:
    """Fill an empty installation from `file`; raises BackupRefused, having changed no row."""
    with archive.reading(file) as (kept, contents):
        if not set(contents.migrations) <= set(migrate.written()):
            raise BackupRefused("A newer Paddock made this backup: restore it with that one.")
        if settings.is_sqlite:
            sqlite.restore(kept, contents, _sqlite_file(settings))
        else:
            await _restore_postgres(settings, contents)
            await postgres.restore(kept, contents, settings.database_url)
        await migrate.migrate(settings.database_url)
        folder = settings.picture_folder
        pictures = archive.restore_pictures(kept, folder) if folder else None
    return Done(contents, pictures)


async def _restore_postgres(settings: Settings, contents: Contents) -> None:
    """Bring the database to the migrations that the backup was made at."""
    if contents.database != "postgres":
        raise BackupRefused("This is a backup of SQLite: set PADDOCK_DATABASE_URL to sqlite://….")
    had = await _applied(settings)
    if not had:
        await migrate.migrate(settings.database_url, upto=contents.migrations[-1])
    elif had != contents.migrations:
        raise BackupRefused(
            "The database has other migrations than the backup: restore into one without tables."
        )


async def _applied(settings: Settings) -> list[str]:
    async with database.connected(settings.database_url):
        return await migrate.applied()


def _sqlite_file(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite://"))
