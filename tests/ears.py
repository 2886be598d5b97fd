"""Ears for drills and benchmarks: subscribers to lead feeds that go on where they were cut off."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from schema.nodes import decode, encode

_FEED = """subscription($dealer: ID!, $after: String) {
  leadFeed(dealer: $dealer, after: $after) { cursor edges { seq change lead { id } } }
}"""

_PAUSE = 0.02  # seconds until it tries again


@dataclass
class Ear:
    """One subscriber, at any of these ports; what it heard, in order, with when."""

    dealer_id: UUID
    token: str
    ports: list[int]
    cursor: str | None = None
    heard: list[tuple[int, UUID, float]] = field(default_factory=list)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: ClientConnection | None = None

    async def listen(self) -> None:
        """Listen until cancelled, on a new socket after each that broke."""
        while True:
            with suppress(ConnectionClosed, InvalidHandshake, OSError):
                await self._follow()
            self._socket = None
            await asyncio.sleep(_PAUSE)

    def cut(self) -> bool:
        """Break the socket without a word to either side, if there is one."""
        if self._socket is None:
            return False
        self._socket.transport.abort()
        self._socket = None
        return True

    async def _follow(self) -> None:
        port = random.choice(self.ports)
        async with connect(
            f"ws://127.0.0.1:{port}/graphql",
            subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
            compression=None,
            open_timeout=60,
        ) as socket:
            init = {"type": "connection_init", "payload": {"authorization": f"Bearer {self.token}"}}
            await socket.send(json.dumps(init))
            variables = {"dealer": encode("Dealer", self.dealer_id), "after": self.cursor}
            payload = {"query": _FEED, "variables": variables}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            self._socket = socket
            async for frame in socket:
                self._take(orjson.loads(frame), time.perf_counter())

    @property
    def lead_ids(self) -> list[UUID]:
        """The leads that it heard of, in the order of hearing."""
        return [lead_id for _, lead_id, _ in self.heard]

    @property
    def is_in_order(self) -> bool:
        """Whether the numbers that it heard leave nothing out and go up by one."""
        seqs = [seq for seq, _, _ in self.heard]
        return not seqs or seqs == list(range(seqs[0], seqs[0] + len(seqs)))

    def _take(self, message: dict[str, object], now: float) -> None:
        if message["type"] in {"error", "complete"}:
            raise RuntimeError(message)
        if message["type"] != "next":
            return
        event = message["payload"]["data"]["leadFeed"]  # type: ignore[index]
        for edge in event["edges"]:
            found = decode(edge["lead"]["id"])
            if found and edge["change"] == "CAPTURED":
                self.heard.append((edge["seq"], found[1], now))
        self.cursor = event["cursor"]
        self.is_open.set()


@asynccontextmanager
async def listening(ears: Collection[Ear]) -> AsyncIterator[None]:
    """All of them, each subscribed, until the block ends; an error where one is refused."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ear.listen()) for ear in ears]
        async with asyncio.timeout(120):
            for ear in ears:
                await ear.is_open.wait()
        yield
        for task in tasks:
            task.cancel()


async def until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until it holds; TimeoutError otherwise."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.05)
