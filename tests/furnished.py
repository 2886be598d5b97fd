"""Databases to begin with, made once for a run of tests: migrated, and as a server finds them."""

import shutil
from pathlib import Path
from types import ModuleType

from models import database
from server import boot, migrate
from tests import sqlite
from tests.house import SEAL


async def migrated(keeper: ModuleType) -> str:
    """The template of a database that has its tables and nothing in them."""
    made: str = await keeper.template("migrated", migrate.migrate)
    return made


async def furnished(keeper: ModuleType) -> str:
    """The template of a database that holds what it must before the first request."""
    made: str = await keeper.template("furnished", furnish, like=await migrated(keeper))
    return made


async def put_migrated(file: Path) -> None:
    """Let there be a migrated database in this file, unless there is one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(await migrated(sqlite), file)


async def furnish(url: str) -> None:
    """Let the database at this address be migrated and hold what it must."""
    await migrate.migrate(url)
    async with database.connected(url):
        await boot.ensure(SEAL)
