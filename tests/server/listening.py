"""The application behind the server of production, over a real network, in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from server import serving
from tests import processes
from tests.application import Service, service


@dataclass(frozen=True, slots=True)
class Listening:
    """A server, and the port that it listens on."""

    service: Service
    port: int

    @property
    def socket(self) -> str:
        """The address of the WebSocket."""
        return f"ws://127.0.0.1:{self.port}/graphql"

    @property
    def http(self) -> str:
        """The address of the API."""
        return f"http://127.0.0.1:{self.port}/graphql"


@asynccontextmanager
async def listening(database_url: str, **said: Any) -> AsyncIterator[Listening]:
    """Listen with these settings; the database is open already."""
    port = processes.free_port()
    async with service(database_url, port=port, **said) as running:
        config = serving._config(running.application, running.settings)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        task = asyncio.create_task(server._serve())
        while not server.started:
            await asyncio.sleep(0.01)
        yield Listening(running, port)
        server.should_exit = True
        await task
