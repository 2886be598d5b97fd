"""A front-end for journeys: one person (or tablet) at the public API, over HTTP and WebSocket."""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import connect


class Refused(Exception):
    """The API said no; the code is the message."""


@dataclass
class Caller:
    """Whoever holds this token, at this server."""

    http: httpx.AsyncClient
    token: str = ""

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of an operation; AssertionError where it has top-level errors."""
        answer = await self.http.post(
            "/graphql",
            json={"query": document, "variables": variables},
            headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
        )
        body = answer.json()
        assert not body.get("errors"), body
        data: dict[str, Any] = body["data"]
        return data

    async def do(self, field_: str, selection: str, **said: Any) -> dict[str, Any]:
        """The payload of a mutation, with `said` as its input; Refused with the first code."""
        kind = f"{field_[0].upper()}{field_[1:]}Input"
        key = {} if field_ == "scanBatchSubmit" else {"idempotencyKey": secrets.token_hex(8)}
        data = await self.ask(
            f"mutation($input: {kind}!) {{ {field_}(input: $input)"
            f" {{ {selection} userErrors {{ code message field }} }} }}",
            input=said | key,
        )
        payload: dict[str, Any] = data[field_]
        if payload["userErrors"]:
            raise Refused(payload["userErrors"][0]["code"])
        return payload

    async def sign_in(self, email: str, code: str) -> "Caller":
        """The person whose address and code these are, signed in."""
        payload = await self.do("signInComplete", "token", email=email, code=code)
        return Caller(self.http, payload["token"])

    async def own_id(self) -> str:
        """The global id of the member who asks."""
        viewer = (await self.ask("{ viewer { member { id } } }"))["viewer"]
        return str(viewer["member"]["id"])


_FEED = """subscription($dealer: ID!) {
  leadFeed(dealer: $dealer) { cursor live edges { seq change lead { id contact { name } } } }
}"""


@dataclass
class Feed:
    """What a dealer's staff hear on their subscription, and when."""

    heard: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    error: str = ""
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    def names(self) -> list[str]:
        """Who the leads are that were heard of, in order."""
        return [edge["lead"]["contact"]["name"] for _, edge in self.heard]

    async def wait_for(self, count: int, seconds: float) -> None:
        """Wait until so many changes were heard; TimeoutError otherwise."""
        async with asyncio.timeout(seconds):
            while len(self.heard) < count:
                await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def listening(base_url: str, token: str, dealer: str) -> AsyncIterator[Feed]:
    """Subscribe to a dealer's leads until the block ends."""
    feed = Feed()
    task = asyncio.create_task(_listen(feed, base_url, token, dealer))
    try:
        async with asyncio.timeout(10):
            await feed.is_open.wait()
        yield feed
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _listen(feed: Feed, base_url: str, token: str, dealer: str) -> None:
    url = f"{base_url.replace('http', 'ws', 1)}/graphql"
    async with connect(url, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
        init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
        await socket.send(json.dumps(init))
        await socket.recv()
        operation = {"query": _FEED, "variables": {"dealer": dealer}}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": operation}))
        async for frame in socket:
            _take(feed, json.loads(frame))


def _take(feed: Feed, message: dict[str, Any]) -> None:
    if message["type"] == "error" or message.get("payload", {}).get("errors"):
        feed.error = json.dumps(message["payload"])
        feed.is_open.set()
    elif message["type"] == "next":
        feed.is_open.set()
        now = time.monotonic()
        feed.heard += [(now, edge) for edge in message["payload"]["data"]["leadFeed"]["edges"]]


def expect(is_so: bool, found: object) -> None:  # noqa: FBT001
    """AssertionError with what was found, also under -O."""
    if not is_so:
        raise AssertionError(found)
