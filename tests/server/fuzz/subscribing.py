"""Subscriptions over a WebSocket, as far as their first word."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.server.fuzz.asking import Request
from tests.server.fuzz.cast import Cast

_SECONDS = 10
_BAD_REQUEST = 4400


def first_word(cast: Cast, part: str, request: Request) -> dict[str, Any]:
    """What this viewer's subscription is answered with first, as over HTTP; then it is ended."""
    payload = json.loads(request.content())
    with _listening(cast, part) as socket:
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        try:
            message = json.loads(socket.recv(_SECONDS))
        except ConnectionClosed as closed:
            if closed.rcvd is None or closed.rcvd.code != _BAD_REQUEST:
                raise
            return {}
    said = message["payload"]
    return {"errors": said} if message["type"] == "error" else said


@contextmanager
def _listening(cast: Cast, part: str) -> Iterator[ClientConnection]:
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
