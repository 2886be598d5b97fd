"""SQLite for tests: a file of its own for each test, copied from one made once for the run."""

import fcntl
import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests import processes


async def template(
    name: str, make: Callable[[str], Awaitable[object]], *, like: str | None = None
) -> str:
    """The path of a database that `make(url)` filled, once for the run and all its workers.

    It begins as a copy of the template `like`, or empty.
    """
    path = processes.folder() / f"{name}.db"
    with path.with_suffix(".lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            if like is not None:
                shutil.copy(like, unfinished)
            await make(f"sqlite://{unfinished}")
            unfinished.rename(path)
    return str(path)


@asynccontextmanager
async def database(template: str) -> AsyncIterator[str]:
    """The address of a copy of `template`, deleted when the block ends."""
    home = processes.folder() / secrets.token_hex(8)
    home.mkdir()
    try:
        shutil.copy(template, home / "paddock.db")
        yield f"sqlite://{home / 'paddock.db'}"
    finally:
        shutil.rmtree(home)
