"""WebSockets that speak graphql-transport-ws, and do not outlive their right to."""

import asyncio
from typing import TYPE_CHECKING, Any

from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    SubscribeMessage,
)

from engine.errors import Problem
from engine.frames import Frames

if TYPE_CHECKING:
    from engine.endpoint import Endpoint

CLOSED_FOR = {"UNAUTHENTICATED": 4403, "FORBIDDEN": 4403, "UNAVAILABLE": 1013}
SERVER_ERROR = 1011


class Sockets(set["Connection"]):
    """The open connections of an endpoint."""

    async def close_all(self, code: int = 1012, reason: str = "service restart; reconnect") -> None:
        """Tell each client that its connection ends, and why; their operations end with them."""
        await asyncio.gather(*(each.websocket.close(code, reason) for each in self))


class Connection(BaseGraphQLTransportWSHandler[Any, None]):
    """One client's connection, from its handshake to its end."""

    view: "Endpoint"
    websocket: Frames
    rechecking: asyncio.Task[None] | None = None

    async def handle(self) -> None:
        """Serve the connection until either side ends it."""
        self.view.sockets.add(self)
        try:
            async with self.websocket.patience:
                await super().handle()
        except TimeoutError:
            if not self.websocket.patience.expired():
                raise
        finally:
            self.view.sockets.discard(self)

    async def shutdown(self) -> None:
        """End all operations."""
        if self.rechecking:
            self.rechecking.cancel()
        await super().shutdown()

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Find out who connects, and acknowledge or close."""
        if self.connection_init_received:
            await self.websocket.close(4429, "Too many initialisation requests")
            return
        self.connection_init_received = True
        try:
            self.context = await self.view.context_for(
                self.websocket.ws, message.get("payload") or {}
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
            await self.close_for(error)
            return
        await self.send_message({"type": "connection_ack"})
        self.connection_acknowledged = True
        self.rechecking = asyncio.create_task(self.recheck())

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Start an operation, unless too many are running."""
        most = self.view.transport.most_subscriptions
        if message["id"] in self.operations or len(self.operations) < most:
            await super().handle_subscribe(message)
            return
        problem = Problem("TOO_MANY_SUBSCRIPTIONS", f"At most {most} may run on one connection")
        await self.send_message(
            {"id": message["id"], "type": "error", "payload": [problem.formatted]}
        )

    async def recheck(self) -> None:
        """Close the connection when its context is no longer valid."""
        valid = True
        try:
            while valid:
                await asyncio.sleep(self.view.transport.recheck_seconds)
                valid = await self.view.hooks.still_valid(self.context)
        except Exception as error:  # noqa: BLE001 - what cannot be checked is not served
            await self.close_for(error)
        else:
            await self.websocket.close(4403, "Forbidden")

    async def close_for(self, error: Exception) -> None:
        """Close with the code that fits the error."""
        problem = self.view.disclosure.of(error, self.context)
        await self.websocket.close(CLOSED_FOR.get(problem.code, SERVER_ERROR), problem.message)

    async def handle_task_exception(self, error: Exception) -> None:
        """Have a fault reported; a client that left is none."""
        if not isinstance(error, WebSocketDisconnected):
            self.view.disclosure.of(error, self.context)

    @staticmethod
    def _get_pre_execution_close_reason(_error: object) -> None:
        """No error in a document is a reason to close: the other operations go on."""
