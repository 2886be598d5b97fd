"""A client that takes streams over HTTP, and reads them as they come."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson

from engine.endpoint import Endpoint
from tests.engine.library import listening

EVENTS = "text/event-stream"
# As Apollo Client 4 sends it.
PARTS = (
    "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,"
    "application/graphql-response+json,application/json;q=0.9"
)
DIVIDERS = {EVENTS: b"\n\n", PARTS: b"\r\n--graphql"}


class Tap:
    """What a response brings, piece by piece."""

    def __init__(self, response: httpx.Response, divider: bytes) -> None:
        self.response = response
        self.divider = divider
        self._chunks = response.aiter_raw()
        self._unread = b""

    async def piece(self) -> bytes:
        """The next event or part; StopAsyncIteration at the end of the response."""
        while self.divider not in self._unread:
            self._unread += await anext(self._chunks)
        piece, self._unread = self._unread.split(self.divider, 1)
        return piece

    async def result(self) -> Any:
        """The next result, past all heartbeats."""
        while True:
            piece = await self.piece()
            if piece.startswith(b"event: next\ndata: "):
                return orjson.loads(piece.removeprefix(b"event: next\ndata: "))
            if b'{"payload"' in piece:
                return orjson.loads(piece.split(b"\r\n\r\n")[1])["payload"]

    async def rest(self) -> bytes:
        """All that is left, to the end of the response."""
        return self._unread + b"".join([chunk async for chunk in self._chunks])


@asynccontextmanager
async def tapped(port: int, query: str, accept: str = EVENTS) -> AsyncIterator[Tap]:
    """A stream from a server that listens already."""
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client,
        client.stream("POST", "/", json={"query": query}, headers={"accept": accept}) as response,
    ):
        yield Tap(response, DIVIDERS[accept])


@asynccontextmanager
async def opened(endpoint: Endpoint, query: str, accept: str = EVENTS) -> AsyncIterator[Tap]:
    """A stream from a server of its own."""
    async with listening(endpoint) as port, tapped(port, query, accept) as tap:
        yield tap
