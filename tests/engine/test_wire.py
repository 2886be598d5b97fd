import asyncio
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
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

    is_closed = False

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []

    @property
    def told(self) -> bytes:
        return b"".join(self.pieces)

    def write(self, data: Any) -> None:
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


async def _answered(asked: bytes, *answers: dict[str, Any], pauses: bool = False) -> Line:
    """What a client is sent by an application that says this, and pauses until it has arrived."""
    arrived = asyncio.Event()

    async def application(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        for answer in answers:
            await send(answer)
        if pauses:
            await arrived.wait()

    line, config = Line(), uvicorn.Config(application, log_config=None)
    config.load()
    wire = Wire(config, ServerState(), {})
    wire.connection_made(line)
    wire.data_received(asked)
    async with asyncio.timeout(10):
        while pauses and not line.pieces:
            await asyncio.sleep(0)
        arrived.set()
        await asyncio.gather(*wire.tasks)
    return line


def _start(*headers: tuple[bytes, bytes], status: int = 200) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def _body(data: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


GET, LENGTH = b"GET / HTTP/1.1\r\nhost: library.test\r\n\r\n", (b"content-length", b"5")


async def test_a_head_and_the_begin_of_its_body_are_one_piece() -> None:
    line = await _answered(GET, _start(LENGTH), _body(b"He", more=True), _body(b"llo"))
    whole, rest = line.pieces
    assert whole.startswith(b"HTTP/1.1 200 OK\r\n")
    assert whole.endswith(b"\r\n\r\nHe")
    assert rest == b"llo"


async def test_a_head_that_names_no_length_does_not_wait_for_a_body() -> None:
    line = await _answered(GET, _start(), pauses=True)
    assert line.pieces[0].startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    ("asked", "start"),
    [
        (GET.replace(b"GET", b"HEAD"), _start(LENGTH)),
        (GET, _start((b"content-length", b"0"))),
        (GET, _start(status=204)),
    ],
)
async def test_a_head_without_a_body_is_sent(asked: bytes, start: dict[str, Any]) -> None:
    line = await _answered(asked, start, _body(b""))
    assert line.told.startswith(b"HTTP/1.1 20")
    assert line.told.endswith(b"\r\n\r\n")


async def test_a_head_is_sent_before_the_line_is_cut() -> None:
    line = await _answered(GET, _start(LENGTH))
    assert line.told.startswith(b"HTTP/1.1 200 OK\r\n")
    assert line.is_closed


async def test_who_asks_to_go_on_is_told_before_the_answer() -> None:
    asked = b"POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{}"
    line = await _answered(asked, _start(LENGTH), _body(b"Hello"))
    first, whole = line.pieces
    assert first == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert whole.startswith(b"HTTP/1.1 200 OK\r\n")
    assert whole.endswith(b"Hello")


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
