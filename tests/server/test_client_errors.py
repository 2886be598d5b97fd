"""What clients do wrong is their affair: the log says that it happened, in one line."""

import asyncio
import json
import logging
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.engine import raw
from tests.engine.calls import TRANSPORT_WS
from tests.server.listening import Listening, listening

JSON = {"content-type": "application/json"}
BODIES: list[bytes] = [
    b"",
    b"{",
    b"[" * 10_000,
    b"\xff\xfe",
    b"[]",
    b'{"query":7}',
    b'{"query":""}',
    b'{"query":"{ viewer"}',
    b'{"query":"{ viewr }"}',
    b'{"query":"query ($n: Int!) { feed(first: $n) { edges { cursor } } }","variables":{"n":"x"}}',
    b'{"query":"{ feed(first: 1000) { edges { cursor } } }"}',
    b'{"query":"{ feed { edges { cursor } } }"}',
    b'{"query":"{ auditEntries(first: 1) { edges { cursor } } }"}',
    b'{"query":"subscription { leadFeed(dealer: \\"x\\") { cursor } }"}',
    b'{"query":"query A { viewer { email } }","operationName":"B"}',
    b'{"query":"{ viewer { email } }","variables":{"a":' + b"[" * 500 + b"]" * 500 + b"}}",
    b'{"query":"' + b"#" * 60_000 + b'"}',
    b" " * 2_000_000,
]
MESSAGES: list[Any] = [
    {"type": "subscribe", "id": "1", "payload": {"query": "{ viewer"}},
    {"type": "subscribe", "id": "1", "payload": {"query": "{ viewr }"}},
    {"type": "subscribe", "id": "1", "payload": {"query": "subscription { leadFeed }"}},
    {"type": "subscribe", "id": 1, "payload": {"query": "{ viewer { email } }"}},
    {"type": "connection_init"},
    {"type": "start"},
    [],
]


def _noise(lines: list[Any], caplog: pytest.LogCaptureFixture) -> list[Any]:
    """What an operator would have to look into."""
    told = [line for line in lines if line["log_level"] != "info" or "exc_info" in line]
    return [*told, *(record for record in caplog.records if record.levelno > logging.INFO)]


async def test_no_request_of_a_client_leaves_a_warning_or_a_traceback(
    db: str, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as lines:
        async with listening(db) as server, httpx.AsyncClient() as client:
            for body in BODIES:
                answer = await client.post(server.http, content=body, headers=JSON)
                assert answer.json()["errors"]
            for method in ("PUT", "DELETE", "PATCH"):
                assert (await client.request(method, server.http)).status_code == 405
            await client.get(server.http, params={"query": "mutation { x }"})
            await client.post(server.http, json={}, headers={"authorization": "Bearer nonsense"})
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) == len(BODIES) + 5
    assert _noise(lines, caplog) == []


async def _close_code(server: Listening, message: object) -> int | None:
    """What the socket is closed with for a message; None where it stays open."""
    async with connect(server.socket, subprotocols=[TRANSPORT_WS]) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        await socket.recv()
        await socket.send(json.dumps(message))
        try:
            assert json.loads(await socket.recv())["type"] == "error"
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
    return None


async def test_nor_does_anything_said_on_a_socket(
    db: str, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as lines:
        async with listening(db) as server, asyncio.timeout(30):
            codes = [await _close_code(server, message) for message in MESSAGES]
            async with raw.connected(server.port) as wire:
                await wire.send(b"\xff")
                no_text = await wire.closing()
            async with raw.connected(server.port) as wire:
                await wire.write(b"\x81\xff" + (2_000_000).to_bytes(8) + bytes(4))
                too_long = await wire.closing()
            async with raw.dialled(server.port) as wire:
                wire.writer.transport.abort()
    assert codes == [None, None, None, 4400, 4429, 4400, 4400]
    assert no_text == (1007, "text must be UTF-8")
    assert too_long == (1009, "frame with 2000000 bytes exceeds limit of 1048576 bytes")
    assert len([line for line in lines if line["event"] == "socket"]) == len(MESSAGES) + 3
    assert _noise(lines, caplog) == []
