"""Lines to a server that break: connections dropped between the deed and its answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator["Line"]:
    """A line to the server at this port, which drops what it is told to."""
    line = Line(port)
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()


class Line:
    """Passes everything on, and drops connections when `drops` says so of an answer's bytes.

    Answers are held back while `passes` is not set.
    """

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self.port = 0
        self.dropped = 0
        self.drops: Callable[[], bool] = lambda: False
        self.passes = asyncio.Event()
        self.passes.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways."""
        try:
            there, away = await asyncio.open_connection(*self._to)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._forward(reader, away), self._back(there, writer))

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await _read(reader):
            writer.write(data)
        writer.close()

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await _read(reader):
            await self.passes.wait()
            if self.drops():
                self.dropped += 1
                writer.transport.abort()
                return
            writer.write(data)
        writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(65536)
    except ConnectionError:
        return b""
