"""What clients do wrong is one short line in the log each, and never a traceback."""

import json
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests import furnished, sqlite
from tests.server.logged import Log, serving

_SHORT = 400
_LONG = "x" * 20_000
_SETTINGS = {"PADDOCK_WORKER_INSIDE": "false", "PADDOCK_COST_PER_SECOND": "0.001"}
_START = (
    "mutation($input: SignInStartInput!) { signInStart(input: $input) { userErrors { code } } }"
)
_NODE = "query($id: ID!) { node(id: $id) { id } }"


def _asked(query: str, **variables: Any) -> dict[str, Any]:
    return {"json": {"query": query, "variables": variables}}


def _sent(content: bytes, **headers: str) -> dict[str, Any]:
    return {"content": content, "headers": {"Content-Type": "application/json"} | headers}


def _subscribe(query: str, **variables: Any) -> str:
    payload = {"query": query, "variables": variables}
    return json.dumps({"type": "subscribe", "id": "1", "payload": payload})


_WRONG: dict[str, dict[str, Any]] = {
    "no JSON": _sent(b"{"),
    "nothing": _sent(b""),
    "no UTF-8": _sent(b'{"query": "\xff\xfe"}'),
    "half a surrogate": _sent(rb'{"query": "{ __typename }", "variables": {"a": "\ud800"}}'),
    "a batch": _sent(b'[{"query": "{ __typename }"}]'),
    "nested too deep": _sent(b"[" * 200_000),
    "too large": _sent(b" " * 2_000_000),
    "a form": {"data": {"query": "{ __typename }"}},
    "no known credential": _sent(b"{}", Authorization="Bearer ps_nothing"),
    "a long credential": _sent(b"{}", Authorization=f"Bearer {_LONG}"),
    "a syntax error": _asked("{ viewer { "),
    "a long syntax error": _asked(f"{{ {_LONG} ) }}"),
    "half a surrogate in the document": _asked(r'{ node(id: "\ud800") { id } }'),
    "an unknown field": _asked("{ nonsense }"),
    "an unknown field with a long name": _asked(f"{{ {_LONG} }}"),
    "an unknown operation with a long name": {
        "json": {"query": "{ __typename }", "operationName": _LONG}
    },
    "a wrong argument": _asked("{ feed(first: true) { pageInfo { hasNextPage } } }"),
    "an argument out of range": _asked("{ feed(first: 0) { pageInfo { hasNextPage } } }"),
    "a missing variable": _asked(_NODE),
    "a wrong variable": _asked(_NODE, id={"a": _LONG}),
    "a subscription": _asked('subscription { leadFeed(dealer: "x") { live } }'),
    "a refused query": _asked("{ auditEntries(first: 1) { edges { cursor } } }"),
    "a refused mutation": _asked(_START, input={"idempotencyKey": "1", "email": "\0"}),
    "another method": {"method": "PUT"},
    "a stranger's GET": {"method": "GET", "params": {"query": "{ __typename }"}},
    "a mutation by GET": {
        "method": "GET",
        "params": {"query": "mutation { sessionRevoke }"},
        "headers": {"Accept": "application/graphql-response+json"},
    },
    "no such page": {"method": "GET", "url": f"/{_LONG}"},
    "control characters": {"method": "GET", "url": "/pictures/%00%0d%0aline"},
    "no subscription": {"method": "GET", "url": "/unsubscribe?token=%00%ff.%C3%A9"},
    "no picture": {"url": "/pictures", "content": b"\0"},
}  # fmt: skip


@pytest.fixture
async def database() -> AsyncIterator[str]:
    """The address of a furnished database."""
    template = await furnished.furnished(sqlite)
    async with sqlite.database(template) as url:
        yield url


def _told(log: Log) -> list[dict[str, Any]]:
    """The lines since the last call; what is no JSON raises ValueError."""
    lines = log.news()
    told = [json.loads(line) for line in lines]
    assert [line for line in told if line["level"] == "error" or "exception" in line] == []
    assert [line[:_SHORT] for line in lines if len(line) > _SHORT] == []
    return told


def _is_no(answer: httpx.Response) -> bool:
    is_told = '"errors":[{' in answer.text or '"userErrors":[{' in answer.text
    return httpx.codes.is_client_error(answer.status_code) or is_told


def test_each_request_that_is_wrong_is_one_short_line(database: str, tmp_path: Path) -> None:
    with serving(database, tmp_path, **_SETTINGS) as (client, log):
        assert _told(log)
        answered = {}
        for number, (what, said) in enumerate(_WRONG.items()):
            request = {"method": "POST", "url": "/graphql"} | said
            headers = request.get("headers", {}) | {"X-Request-Id": f"request-{number}"}
            answered[what] = client.request(**request | {"headers": headers})
    assert [what for what, answer in answered.items() if not _is_no(answer)] == []
    lines = Counter(line.get("request_id") for line in _told(log))
    assert {lines[f"request-{number}"] for number in range(len(_WRONG))} == {1}


def test_each_throttled_request_is_one_short_line(database: str, tmp_path: Path) -> None:
    settings = _SETTINGS | {"PADDOCK_BURST_COST": "1"}
    with serving(database, tmp_path, **settings) as (client, log):
        assert _told(log)
        answers = [client.post("/graphql", **_asked("{ viewer { email } }")) for _ in range(20)]
    assert [answer.status_code for answer in answers] == [200, *[429] * 19]
    assert [line["event"] for line in _told(log)] == ["request"] * 20 + ["stopping"]


_HEAD = b"POST /graphql HTTP/1.1\r\nHost: paddock\r\nContent-Type: application/json\r\n"
_GARBAGE = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no HTTP": b"GARBAGE\r\n\r\n",
    "a path of bytes": b"GET /\xff\xfe HTTP/1.1\r\nHost: paddock\r\n\r\n",
    "a header of nothing": b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    "a header with a NUL": b"GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n",
    "a header without an end": b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000,
    "a length that is none": _HEAD + b"Content-Length: -1\r\n\r\n{}",
    "two lengths": _HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a chunk that is none": _HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "gone amid the head": _HEAD,
    "gone amid the body": _HEAD + b"Content-Length: 100\r\n\r\n{",
    "gone before the answer": _HEAD + b'Content-Length: 25\r\n\r\n{"query":"{ __typename }"}',
    "gone without a word": b"",
}


@pytest.mark.parametrize("is_reset", [False, True])
def test_what_is_no_request_is_one_short_line(
    database: str, tmp_path: Path, *, is_reset: bool
) -> None:
    with serving(database, tmp_path, **_SETTINGS) as (client, log):
        assert _told(log)
        for content in _GARBAGE.values():
            _throw(client.base_url, content, is_reset=is_reset)
        assert client.get("/healthz").status_code == 200
    told = _told(log)[:-1]
    assert len(told) <= len(_GARBAGE)
    assert {line["event"] for line in told} <= {"request", "Invalid HTTP request received."}


def _throw(url: httpx.URL, content: bytes, *, is_reset: bool) -> None:
    """Send the bytes and go away, politely or not; whatever is answered meanwhile is not read."""
    with socket.create_connection((url.host, url.port or 80)) as connection:
        if is_reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with suppress(ConnectionError):
            connection.sendall(content)


_INIT = '{"type": "connection_init"}'
_SOCKETS: dict[str, list[str | bytes]] = {
    "no JSON": ["nonsense"],
    "no object": ["[]"],
    "no type": ["{}"],
    "a frame of bytes": [_INIT.encode()],
    "half a surrogate": [r'{"type": "\ud800"}'],
    "nested too deep": ["[" * 200_000],
    "an operation before init": [_subscribe("{ __typename }")],
    "two inits": [_INIT, _INIT],
    "an init that is none": ['{"type": "connection_init", "payload": 1}'],
    "no credential": ['{"type": "connection_init", "payload": {"authorization": "Bearer ps_x"}}'],
    "a credential that is none": ['{"type": "connection_init", "payload": {"authorization": {}}}'],
    "an unknown type": [_INIT, '{"type": "' + _LONG + '"}'],
    "an operation without a query": [_INIT, '{"type": "subscribe", "id": "1", "payload": {}}'],
    "an id that is none": [_INIT, '{"type": "subscribe", "id": 1, "payload": {"query": "{ a }"}}'],
    "a syntax error": [_INIT, _subscribe("{ viewer {")],
    "an unknown field": [_INIT, _subscribe("{ nonsense }")],
    "an unknown field with a long name": [_INIT, _subscribe(f"{{ {_LONG} }}")],
    "a wrong variable": [_INIT, _subscribe(_NODE, id={"a": _LONG})],
    "a refused subscription": [
        _INIT,
        _subscribe('subscription { leadFeed(dealer: "x") { live } }'),
    ],
    "a refused query": [_INIT, _subscribe("{ auditEntries(first: 1) { edges { cursor } } }")],
}
_UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: paddock\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\nX-Request-Id: socket-%d\r\n\r\n"
)
_FRAMES = {
    "no mask": b"\x81\x02hi",
    "a reserved code": b"\x83\x80\0\0\0\0",
    "no UTF-8": b"\x81\x82\0\0\0\0\xff\xfe",
    "a frame without an end": b"\x81\xff" + (2**62).to_bytes(8, "big") + b"\0\0\0\0",
    "a close that is none": b"\x88\x81\0\0\0\0\x01",
    "nothing": b"",
    "an init": b"\x81\x9b\0\0\0\0" + _INIT.encode(),
}


def test_each_socket_that_is_wrong_is_one_short_line(database: str, tmp_path: Path) -> None:
    with serving(database, tmp_path, **_SETTINGS) as (client, log):
        assert _told(log)
        for number, frames in enumerate(_SOCKETS.values()):
            _connect(client.base_url, f"socket-{number}", frames)
        for number, content in enumerate(_FRAMES.values(), start=len(_SOCKETS)):
            _speak(client.base_url, _UPGRADE % number, content)
        assert client.get("/healthz").status_code == 200
    told = _told(log)[:-1]
    each = Counter((line["request_id"], line["event"]) for line in told)
    assert set(each.values()) == {1}
    assert {event for _, event in each} == {"socket", "operation"}
    assert len({identity for identity, _ in each}) == len(_SOCKETS) + len(_FRAMES)


def _connect(url: httpx.URL, identity: str, frames: list[str | bytes]) -> None:
    """Send the frames, and wait for an answer to each, or for the end."""
    with (
        connect(
            f"ws://{url.host}:{url.port}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers={"X-Request-Id": identity},
        ) as connection,
        suppress(ConnectionClosed),
    ):
        for frame in frames:
            connection.send(frame)
            connection.recv(timeout=10)


def _speak(url: httpx.URL, upgrade: bytes, content: bytes) -> None:
    """Send the bytes once the server has taken the socket, say no more, and read to its end."""
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection:
        connection.sendall(upgrade)
        assert connection.recv(4096).startswith(b"HTTP/1.1 101 ")
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
