"""Webhooks for tests: a dealer's own server on loopback, and a worker's lane run by hand."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

import orjson

from models import database, webhook_endpoints
from models.dealers import Dealer
from models.webhook_addresses import AddressRules
from models.webhook_deliveries import queueing, taking
from models.webhook_deliveries.rows import WebhookDelivery
from models.webhook_endpoints import WebhookEndpoint
from server.webhooks.wire import Resolve, Wire, looked_up
from server.worker.webhooks import serve
from tests import people
from tests.house import SEAL
from tests.postbox import Postbox

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
EVERY_PORT = frozenset(range(1, 65536))
RULES = AddressRules(EVERY_PORT, LOOPBACK, has_plain_http=True)


@dataclass(frozen=True, slots=True)
class Call:
    """One message as a receiver gets it."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = orjson.loads(self.body)
        return found

    @property
    def seq(self) -> int:
        """The number of the change."""
        return int(self.said["data"]["seq"])


@dataclass
class Receiver:
    """A server that keeps what it is sent and answers with `status`, once `gate` is open."""

    status: int | Callable[[Call], int] = 204
    more: bytes = b""
    calls: list[Call] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    scheme: str = "http"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self.port}/hooks"

    @property
    def seqs(self) -> list[int]:
        """The numbers of what came, in the order of its coming."""
        return [call.seq for call in self.calls]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            named = (line.split(": ", 1) for line in head[1:] if line)
            headers = {name.lower(): value for name, value in named}
            body = await reader.readexactly(int(headers["content-length"]))
            call = Call(head[0].split(" ")[1], headers, body)
            self.calls.append(call)
            await self.gate.wait()
            status = self.status(call) if callable(self.status) else self.status
            writer.write(f"HTTP/1.1 {status} Said\r\n".encode() + self.more + b"\r\n")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiver(
    status: int | Callable[[Call], int] = 204,
    *,
    is_open: bool = True,
    more: bytes = b"",
    certificate: ssl.SSLContext | None = None,
) -> AsyncIterator[Receiver]:
    """A server on loopback, until the block ends; `more` are headers of its answers."""
    made = Receiver(status, more, scheme="https" if certificate else "http")
    if is_open:
        made.gate.set()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0, ssl=certificate)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.gate.set()
        server.close()


async def endpoint(dealer: Dealer, to: Receiver | str) -> WebhookEndpoint:
    """An endpoint of the dealer's, with its secret."""
    url = to if isinstance(to, str) else to.url
    async with database.transaction():
        return await webhook_endpoints.create(
            dealer, url, "", by=(await people.member("Maker")).id, rules=RULES, seal=SEAL
        )


async def deliver(resolve: Resolve = looked_up, rules: AddressRules = RULES) -> None:
    """Let a worker send all that is due now, once."""
    wire, setup, stop = Wire(rules, resolve), Postbox().setup(), asyncio.Event()
    while await queueing.queue():
        continue
    while held := await taking.take(64):
        await asyncio.gather(*(serve(one, wire, setup, stop) for one in held))
    await wire.close()


async def states(at: WebhookEndpoint) -> list[str]:
    """How what the endpoint was sent stands, in the order of its numbers."""
    rows: Sequence[WebhookDelivery] = await WebhookDelivery.filter(endpoint_id=at.id).order_by(
        "seq"
    )
    return [row.state.value for row in rows]
