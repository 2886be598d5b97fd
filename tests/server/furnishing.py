"""A database as a server finds it: migrated, with all that it must hold."""

from models import database
from server import boot, migrate
from tests.house import SEAL


async def furnish(url: str) -> None:
    """Furnish the database at this address."""
    await migrate.migrate(url)
    async with database.connected(url):
        await boot.ensure(SEAL)
