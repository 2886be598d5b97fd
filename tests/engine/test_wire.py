import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from engine.wire import Wire
from tests.engine.library import Library, listening

HELLO = b"""POST / HTTP/1.1\r
host: library.test\r
content-type: application/json\r
content-length: 21\r
x-padding: %s\r
\r
{"query":"{ hello }"}""" % (b"x" * 30_000)


@pytest.mark.parametrize(
    ("start", "more"),
    [
        (b"GET /?query=", b"x" * 1000),
        (b"POST / HTTP/1.1\r\nx: ", b"x" * 1000),
        (b"POST / HTTP/1.1\r\n", b"x: y\r\n" * 100),
    ],
)
async def test_a_head_without_an_end_is_cut_off_before_it_fills_the_memory(
    start: bytes, more: bytes
) -> None:
    library = Library()
    async with listening(library.endpoint()) as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(start)
        for _ in range(60):
            writer.write(more)
            await writer.drain()
        assert not reader.at_eof()
        with pytest.raises(ConnectionError):
            while True:
                writer.write(more)
                await writer.drain()
                await asyncio.sleep(0)
    assert library.connected_with == []


class Line(asyncio.Transport):
    """A connection that keeps what it is told to send."""

    told = b""
    is_closed = False

    def write(self, data: Any) -> None:
        self.told += bytes(data)

    def close(self) -> None:
        self.is_closed = True


async def test_who_sends_such_a_head_is_told_so() -> None:
    line = Line()
    wire = Wire(uvicorn.Config(Library().endpoint(), log_config=None), ServerState(), {})
    wire.connection_made(line)
    wire.data_received(b"GET / HTTP/1.1\r\nx: " + b"x" * 2**16)
    assert line.told.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert line.is_closed


async def test_a_head_of_usual_length_is_read_request_after_request() -> None:
    async with listening(Library().endpoint()) as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(5):
            for start in range(0, len(HELLO), 10_000):
                writer.write(HELLO[start : start + 10_000])
                await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            await reader.readexactly(int(head.split(b"content-length: ")[1].split(b"\r")[0]))
        writer.close()
