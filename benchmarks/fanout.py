"""`make bench-fanout`: how soon a dealer's staff hear of a lead, on one server process.

50 dealers with 10 staff each are subscribed; 20 people a second check in through the API for 50
seconds, each having consented to one dealer. Every lead is heard by ten, and ten letters are
written, by a worker process of its own with Valkey as the doorbell, as in production. The clock
runs from the moment the tablet sends the scan until the staff's socket has the event, which is
more than from the commit on; the part after the tablet's answer, which follows the commit, is told
beside it.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

import orjson
from websockets.asyncio.client import ClientConnection, connect

from benchmarks import stage
from benchmarks.audience import Audience, audience
from benchmarks.wire import Wire
from tests import valkey
from tests.tablets import scan

DEALERS = 50
STAFF = 10
LEADS_PER_SECOND = 20
SECONDS = 50

_FEED = """subscription($dealer: ID!) {
  leadFeed(dealer: $dealer) { cursor live edges { seq change lead { id contact { name } } } }
}"""
_SUBMIT = """mutation($input: ScanBatchSubmitInput!) {
  scanBatchSubmit(input: $input) { answers { verdict } userErrors { code } }
}"""


class Ears:
    """What all subscribers have heard: a time for each person's name and subscriber."""

    def __init__(self) -> None:
        self.heard: dict[str, list[float]] = {}
        self.ready = 0

    async def listen(self, socket: ClientConnection, token: str, dealer: str) -> None:
        """Subscribe on an open socket and note every lead."""
        init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
        await socket.send(json.dumps(init))
        operation = {"query": _FEED, "variables": {"dealer": dealer}}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": operation}))
        async for frame in socket:
            self._take(orjson.loads(frame), time.perf_counter())

    def _take(self, message: dict[str, object], now: float) -> None:
        if message["type"] != "next":
            return
        data = message["payload"]["data"]["leadFeed"]  # type: ignore[index]
        self.ready += not data["edges"]
        for edge in data["edges"]:
            self.heard.setdefault(edge["lead"]["contact"]["name"], []).append(now)


async def main() -> None:
    """Run the load and print the figures; the last line is JSON."""
    async with stage.database() as url:
        people = await audience(
            url, dealers=DEALERS, staff=STAFF, guests=LEADS_PER_SECOND * SECONDS
        )
        async with AsyncExitStack() as stack:
            shared = {"PADDOCK_VALKEY_URL": await stack.enter_async_context(valkey.server())}
            await stack.enter_async_context(stage.worker(url, **shared))
            server = await stack.enter_async_context(
                stage.server(url, PADDOCK_WORKER_INSIDE="false", **shared)
            )
            before = server.memory_kib()
            ears = Ears()
            tasks = [
                asyncio.create_task(ears.listen(socket, token, dealer))
                for socket, token, dealer in await _sockets(stack, server.port, people)
            ]
            await _until(lambda: ears.ready >= len(tasks), 60)
            per_subscriber = (server.memory_kib() - before) / len(tasks)
            cpu, began = server.cpu_seconds(), time.perf_counter()
            sent, answered = await _let_in(server.port, people)
            share = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
            await _until(lambda: sum(map(len, ears.heard.values())) >= len(sent) * STAFF, 10)
            for task in tasks:
                task.cancel()
    _print(ears, sent, answered, per_subscriber, share)


def _print(
    ears: Ears, sent: dict[str, float], answered: dict[str, float], kib: float, share: float
) -> None:
    heard = [at - sent[name] for name, times in ears.heard.items() for at in times]
    after = [max(0.0, at - answered[name]) for name, times in ears.heard.items() for at in times]
    figures = {
        "p50_ms": stage.percentile(heard, 0.5),
        "p99_ms": stage.percentile(heard, 0.99),
        "worst_ms": stage.percentile(heard, 1),
        "after_answer_p99_ms": stage.percentile(after, 0.99),
        "heard": len(heard),
        "expected": len(sent) * STAFF,
        "kib_per_subscriber": round(kib, 1),
        "server_cpu_share": round(share, 3),
    }
    print(orjson.dumps(figures).decode())


async def _sockets(
    stack: AsyncExitStack, port: int, people: Audience
) -> list[tuple[ClientConnection, str, str]]:
    opened = []
    for token, dealer in people.staff:
        socket = await stack.enter_async_context(
            connect(
                f"ws://127.0.0.1:{port}/graphql",
                subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
                compression=None,
            )
        )
        opened.append((socket, token, dealer))
    return opened


async def _let_in(port: int, people: Audience) -> tuple[dict[str, float], dict[str, float]]:
    """Scan one guest after the other at an even pace; when each was sent and answered."""
    sent: dict[str, float] = {}
    answered: dict[str, float] = {}
    async with Wire(port, people.credential) as wire:
        began = time.perf_counter()
        for number, (name, token) in enumerate(people.passes):
            await asyncio.sleep(max(0.0, began + number / LEADS_PER_SECOND - time.perf_counter()))
            said = people.tablet.batch([scan(token)])
            sent[name] = time.perf_counter()
            data = await wire.ask(_SUBMIT, input=said)
            answered[name] = time.perf_counter()
            if data["scanBatchSubmit"]["answers"] != [{"verdict": "ADMITTED"}]:
                raise RuntimeError(data)
    return sent, answered


async def _until(holds: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
