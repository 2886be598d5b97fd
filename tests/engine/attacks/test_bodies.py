"""Bodies that are no request: refused while they come, over a real line."""

import asyncio

import orjson
import pytest

from tests.engine.library import Library, listening

HEAD = b"POST / HTTP/1.1\r\nhost: library.test\r\ncontent-type: application/json\r\n"
MEBIBYTE = 1024 * 1024


class Line:
    """A client that writes what it likes, and reads one answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.written = 0

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()
        self.written += len(data)

    async def answer(self) -> tuple[int, str]:
        """The status, and the code of the first error."""
        async with asyncio.timeout(10):
            head = await self.reader.readuntil(b"\r\n\r\n")
            (length,) = [
                int(line.partition(b":")[2])
                for line in head.lower().splitlines()
                if line.startswith(b"content-length:")
            ]
            body = orjson.loads(await self.reader.readexactly(length))
        return int(head.split(b" ")[1]), body["errors"][0]["extensions"]["code"]


async def dial(port: int) -> Line:
    return Line(*await asyncio.open_connection("127.0.0.1", port))


async def test_30_mb_are_refused_by_what_their_head_says() -> None:
    async with listening(Library().endpoint()) as port:
        line = await dial(port)
        await line.write(HEAD + b"content-length: 31457280\r\n\r\n")
        assert await line.answer() == (413, "PAYLOAD_TOO_LARGE")
        line.writer.transport.abort()


async def test_30_mb_of_unsaid_length_are_refused_before_they_have_come() -> None:
    async with listening(Library().endpoint()) as port:
        line = await dial(port)
        await line.write(HEAD + b"transfer-encoding: chunked\r\n\r\n")
        answering = asyncio.create_task(line.answer())
        while not answering.done() and line.written < 30 * MEBIBYTE:
            await line.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
            await asyncio.sleep(0)
        assert await answering == (413, "PAYLOAD_TOO_LARGE")
        assert line.written < 30 * MEBIBYTE
        line.writer.transport.abort()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000 + b"]" * 200_000,
        b"[" * 200_000,
        b'{"query":"{ hello }","variables":{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}}",
        b'{"query":"{ hello }","extensions":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
        b'[{"query":"{ hello }"},{"query":"{ hello }"}]',
        b"[" + b'{"query":"{ hello }"},' * 1_000 + b'{"query":"{ hello }"}]',
    ],
    ids=["arrays", "unclosed", "variables", "extensions", "a batch", "a large batch"],
)
async def test_nested_arrays_and_batches_are_bad_requests(body: bytes) -> None:
    library = Library()
    async with listening(library.endpoint()) as port:
        line = await dial(port)
        await line.write(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body)
        assert await line.answer() == (400, "BAD_REQUEST")
        line.writer.transport.abort()
    assert (library.faults, library.priced) == ([], [])
