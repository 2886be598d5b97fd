"""Subscriptions over a WebSocket, as far as their first word."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.server.fuzz.asking import Request
from tests.server.fuzz.cast import Cast

_SECONDS = 10


@contextmanager
def listening(cast: Cast, part: str) -> Iterator[ClientConnection]:
    """A socket of this viewer, who signs in anew where they were signed out."""
    cast.ask(part, "{ __typename }")
    address = cast.http.base_url
    token = cast.tokens[part]
    said = {"authorization": f"Bearer {token}"} if token else {}
    with connect(
        f"ws://{address.host}:{address.port}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
    ) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": said}))
        assert json.loads(socket.recv(_SECONDS))["type"] == "connection_ack"
        yield socket


def first_word(socket: ClientConnection, request: Request, name: str) -> dict[str, Any]:
    """What a subscription is answered with first, as over HTTP; then it is ended."""
    payload = json.loads(request.content())
    socket.send(json.dumps({"type": "subscribe", "id": name, "payload": payload}))
    message: dict[str, Any] = {}
    while message.get("id") != name:
        message = json.loads(socket.recv(_SECONDS))
    socket.send(json.dumps({"type": "complete", "id": name}))
    if message["type"] == "error":
        return {"errors": message["payload"]}
    found: dict[str, Any] = message["payload"]
    return found
