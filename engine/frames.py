"""The messages of one graphql-transport-ws connection, in frames of JSON text."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketDisconnected as AlreadyClosed
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, WebSocketDisconnected

from engine.errors import Problem
from engine.requests import asked

if TYPE_CHECKING:
    from engine.endpoint import Endpoint

MOST_BYTES_OF_REASON = 123


class Frames(ASGIWebSocketAdapter):
    """The frames of one connection: malformed ones are refused, a slow reader is let go."""

    view: "Endpoint"

    def __init__(self, view: Any, request: WebSocket, response: WebSocket) -> None:
        super().__init__(view, request, response)
        self.patience = asyncio.timeout(None)

    @property
    def address(self) -> str:
        """Where the client connects from."""
        return self.ws.client.host if self.ws.client else ""

    async def iter_json(
        self, *, ignore_parsing_errors: bool = False
    ) -> AsyncGenerator[object, None]:
        """The messages of the client. Raises NonJsonMessageReceived for a malformed one."""
        async for message in super().iter_json(ignore_parsing_errors=ignore_parsing_errors):
            if not _is_well_formed(message):
                raise NonJsonMessageReceived
            yield message

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Raises WebSocketDisconnected when the client is gone or does not read."""
        try:
            async with asyncio.timeout(self.view.transport.send_seconds):
                await super().send_json(message)
        except (AlreadyClosed, TimeoutError) as error:
            self.let_go()
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Does nothing to a connection that is closed already."""
        shortened = reason.encode()[:MOST_BYTES_OF_REASON].decode(errors="ignore")
        try:
            async with asyncio.timeout(self.view.transport.send_seconds):
                await super().close(code, shortened)
        except (AlreadyClosed, WebSocketDisconnect, TimeoutError):
            self.let_go()

    def let_go(self) -> None:
        """End the connection's task without another word to the client."""
        with suppress(RuntimeError):  # the task has not begun, or has ended already
            self.patience.reschedule(asyncio.get_running_loop().time())


def _is_well_formed(message: object) -> bool:
    """What says what it is not is refused here, a kind that does not exist by its name later."""
    match message:
        case {"type": "connection_init" | "ping" | "pong", **rest}:
            return isinstance(rest.get("payload"), dict | None)
        case {"type": "subscribe", "id": str(identity), "payload": payload}:
            return identity != "" and _is_operation(payload)
        case {"type": "complete", "id": str(identity)}:
            return identity != ""
        case {"type": str(kind)}:
            return kind not in {"subscribe", "complete"}
        case _:
            return False


def _is_operation(payload: object) -> bool:
    try:
        asked(payload)
    except Problem:
        return False
    return True
