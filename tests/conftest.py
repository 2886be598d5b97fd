"""Fixtures: a migrated database of its own for each test, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable

import pytest

from models import database
from schema.context import House
from tests import furnished, postgres, processes, sqlite
from tests.client import Api
from tests.house import house

_KEEPERS = {"postgres": postgres, "sqlite": sqlite}
_end: Callable[[], None] | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Begin a run, unless this process is a worker of one."""
    global _end  # noqa: PLW0603  one run per process
    if not hasattr(config, "workerinput"):
        _end = processes.begin()


def pytest_unconfigure() -> None:
    """End the run that this process began, and every server of it."""
    if _end is not None:
        postgres.sweep()
        _end()


@pytest.fixture(params=sorted(_KEEPERS))
async def database_url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The address of a migrated database that no other test sees."""
    keeper = _KEEPERS[request.param]
    async with keeper.database(await furnished.furnished(keeper)) as url:
        yield url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[str]:
    """The same, open in this process."""
    async with database.connected(database_url):
        yield database_url


@pytest.fixture
def the_house() -> House:
    """What a server would pass inward."""
    return house()


@pytest.fixture
def api(db: str, the_house: House) -> Api:
    """The API in process: the whole schema, without a transport."""
    del db
    return Api(the_house)
