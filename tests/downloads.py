"""What a tablet downloads, for tests: a server with just that, and its answers taken apart."""

import io
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import cbor2
import httpx
from starlette.applications import Starlette

from engine.rate import MemoryBuckets, Rate
from models import clock
from models.door_feed import DOORS
from models.numbered import relay
from models.seats import Seat
from schema import nodes
from server.authentication import Reception
from server.door_downloads import DoorDownloads
from server.rates import REFUSED, Budget
from tests.doors import Door
from tests.house import house

PLENTY = Rate(capacity=100 * REFUSED, per_second=REFUSED)


@dataclass
class Served:
    """A client of a server at whose door a tablet stands."""

    client: httpx.AsyncClient
    reception: Reception

    async def get(self, door: Door, what: str, **said: Any) -> httpx.Response:
        """A download as the door's tablet; what was made a moment ago is made anew."""
        self.reception.house.carried._shelves.clear()
        event = nodes.encode("Event", door.event.id)
        headers = {"Authorization": f"Bearer {said.pop('credential', door.device.credential)}"}
        headers |= said.pop("headers", {})
        return await self.client.get(f"/door/{event}/{what}", params=said, headers=headers)

    async def manifest(self, door: Door) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        """The head, and the people by their seat."""
        answer = await self.get(door, "manifest")
        assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
        first, *others = [json.loads(line) for line in answer.text.splitlines()]
        return first, {line[0]: line for line in others}

    async def changes(
        self, door: Door, after: int, head: str = ""
    ) -> tuple[list[Any], list[list[Any]]]:
        """Where the reader stands then, and what happened."""
        while await relay.number(DOORS):
            pass
        answer = await self.get(door, "changes", after=after, head=head)
        assert answer.status_code == 200, answer.text
        stream, items = io.BytesIO(answer.content), []
        while stream.tell() < len(answer.content):
            items.append(cbor2.load(stream))
        return items[0], items[1:]


@asynccontextmanager
async def serving(
    rate: Rate = PLENTY,
) -> AsyncIterator[Served]:
    """A server of downloads alone, who asks and where from having as much to spend."""
    reception = Reception(house(), Budget(rate, rate, MemoryBuckets(clock.now)))
    transport = httpx.ASGITransport(Starlette(routes=DoorDownloads(reception).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://paddock.test") as client:
        yield Served(client, reception)


def short(seat: Seat) -> str:
    """A seat as a line of the manifest begins with it."""
    return urlsafe_b64encode(seat.id.bytes).decode().rstrip("=")
