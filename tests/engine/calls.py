"""A client that calls an endpoint by WebSocket."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from engine.endpoint import Endpoint
from tests.engine.library import listening

INIT = {"type": "connection_init"}
ACK = {"type": "connection_ack"}
TRANSPORT_WS = Subprotocol("graphql-transport-ws")


class Socket:
    """A client that speaks in messages, and patiently waits ten seconds for each answer."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire

    async def say(self, *messages: object) -> None:
        for message in messages:
            await self.wire.send(orjson.dumps(message).decode())

    async def hear(self) -> Any:
        async with asyncio.timeout(10):
            heard = await self.wire.recv()
        assert isinstance(heard, str)  # a text frame
        return orjson.loads(heard)

    async def subscribe(self, query: str, identity: str = "1", **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self.say({"type": "subscribe", "id": identity, "payload": payload})

    async def closing(self) -> tuple[int | None, str | None]:
        """The code and the reason of the close."""
        async with asyncio.timeout(10):
            await self.wire.wait_closed()
        return self.wire.close_code, self.wire.close_reason


@asynccontextmanager
async def dialled(
    endpoint: Endpoint, *, protocols: Sequence[Subprotocol] | None = (TRANSPORT_WS,), **options: Any
) -> AsyncIterator[Socket]:
    async with (
        listening(endpoint) as port,
        connect(f"ws://127.0.0.1:{port}", subprotocols=protocols, **options) as wire,
    ):
        yield Socket(wire)


@asynccontextmanager
async def connected(endpoint: Endpoint, **options: Any) -> AsyncIterator[Socket]:
    async with dialled(endpoint, **options) as socket:
        await socket.say(INIT)
        assert await socket.hear() == ACK
        yield socket
