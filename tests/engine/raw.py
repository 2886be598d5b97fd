"""A WebSocket client that may send what no library would."""

import asyncio
import struct
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from os import urandom
from typing import Any

import orjson
from websockets.frames import Frame, Opcode

from tests.engine.calls import ACK, INIT, TRANSPORT_WS

CLOSE_HEADER = 2


@dataclass(frozen=True, slots=True)
class Wire:
    """The two ends of a connection whose handshake is over; it waits ten seconds for an answer."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, *messages: object) -> None:
        for message in messages:
            await self.send(orjson.dumps(message))

    async def send(
        self, data: bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True, mask: bool = True
    ) -> None:
        await self.write(Frame(opcode, data, fin).serialize(mask=mask))

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def frame(self) -> tuple[Opcode, bytes]:
        """What the server says; raises IncompleteReadError where it ends without a word."""
        async with asyncio.timeout(10):
            first, length = await self.reader.readexactly(2)
            if length == 126:
                (length,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return Opcode(first & 0b1111), await self.reader.readexactly(length)

    async def hear(self) -> Any:
        opcode, data = await self.frame()
        assert opcode is Opcode.TEXT, data
        return orjson.loads(data)

    async def closing(self) -> tuple[int, str]:
        """The code and the reason of the close, whatever is said before it."""
        opcode, data = await self.frame()
        while opcode is not Opcode.CLOSE:
            opcode, data = await self.frame()
        return struct.unpack("!H", data[:CLOSE_HEADER])[0], data[CLOSE_HEADER:].decode()

    async def ended(self) -> None:
        """Returns when the server has cut the line."""
        async with asyncio.timeout(10):
            while await self.reader.read(2**16):
                pass


@asynccontextmanager
async def dialled(port: int, *headers: str, protocol: str = TRANSPORT_WS) -> AsyncIterator[Wire]:
    """A connection over which nothing has been said yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        asking = [
            "GET /graphql HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {b64encode(urandom(16)).decode()}",
            f"Sec-WebSocket-Protocol: {protocol}",
            *headers,
        ]
        writer.write("\r\n".join([*asking, "", ""]).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101 "), answer
        yield Wire(reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def connected(port: int, *headers: str) -> AsyncIterator[Wire]:
    """A connection that is acknowledged."""
    async with dialled(port, *headers) as wire:
        await wire.say(INIT)
        assert await wire.hear() == ACK
        yield wire
