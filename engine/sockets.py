"""WebSockets that speak graphql-transport-ws, and do not outlive their right to."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    PingMessage,
    SubscribeMessage,
)
from strawberry.types.execution import PreExecutionError

from engine.addresses import network_of
from engine.errors import Problem
from engine.frames import Frames
from engine.requests import asked

if TYPE_CHECKING:
    from engine.endpoint import Endpoint

CLOSED_FOR = {"UNAUTHENTICATED": 4403, "FORBIDDEN": 4403, "UNAVAILABLE": 1013, "THROTTLED": 1013}
SERVER_ERROR = 1011


class Sockets(set["Connection"]):
    """The open connections of an endpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.of_network: Counter[str] = Counter()

    def make_room(self, address: str, most: int) -> None:
        """Raises TOO_MANY_SOCKETS where the client's network has as many open already."""
        if self.of_network[network_of(address)] >= most:
            raise Problem("TOO_MANY_SOCKETS", f"At most {most} may be open at once")

    @contextmanager
    def holding(self, connection: "Connection", address: str) -> Iterator[None]:
        """Count the connection among the open ones."""
        network = network_of(address)
        self.add(connection)
        self.of_network[network] += 1
        try:
            yield
        finally:
            self.discard(connection)
            self.of_network[network] -= 1
            if not self.of_network[network]:
                del self.of_network[network]

    async def close_all(self, code: int = 1012, reason: str = "service restart; reconnect") -> None:
        """Tell each client that its connection ends, and why; their operations end with them."""
        await asyncio.gather(*(each.websocket.close(code, reason) for each in self))


class Connection(BaseGraphQLTransportWSHandler[Any, None]):
    """One client's connection, from its handshake to its end."""

    view: "Endpoint"
    websocket: Frames
    rechecking: asyncio.Task[None] | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.doubted = asyncio.Event()

    async def handle(self) -> None:
        """Serve the connection until either side ends it."""
        with self.view.sockets.holding(self, self.websocket.address):
            try:
                async with self.websocket.patience:
                    await super().handle()
            except TimeoutError:
                if not self.websocket.patience.expired():
                    raise

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
        patience = asyncio.timeout(self.view.transport.init_seconds)
        try:
            async with patience:
                self.context = await self.view.context_for(
                    self.websocket.ws, message.get("payload") or {}
                )
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
            if patience.expired():
                await self.websocket.close(4408, "Connection initialisation timeout")
            else:
                await self.close_for(error)
            return
        await self.send_message({"type": "connection_ack"})
        self.connection_acknowledged = True
        self.rechecking = asyncio.create_task(self.recheck())

    async def handle_ping(self, message: PingMessage) -> None:
        """Answer with what came along."""
        payload = message.get("payload")
        await self.send_message(
            {"type": "pong"} if payload is None else {"type": "pong", "payload": payload}
        )

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Start an operation, unless too many are running or its text is not known."""
        if self.connection_acknowledged and message["id"] not in self.operations:
            try:
                self.make_room()
                filled_in = self.view.texts.filled_in(asked(message["payload"]))
            except Problem as problem:
                await self.send_message(
                    {"id": message["id"], "type": "error", "payload": [problem.formatted]}
                )
                return
            message["payload"]["query"] = filled_in.query or ""
        await super().handle_subscribe(message)

    def make_room(self) -> None:
        """Raises TOO_MANY_SUBSCRIPTIONS when as many operations are running as may."""
        most = self.view.transport.most_subscriptions
        if len(self.operations) >= most:
            raise Problem("TOO_MANY_SUBSCRIPTIONS", f"At most {most} may run on one connection")

    async def recheck(self) -> None:
        """Close the connection when its context is no longer valid."""
        valid = True
        try:
            while valid:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.view.transport.recheck_seconds):
                        await self.doubted.wait()
                self.doubted.clear()
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

    async def _handle_pre_execution_error(
        self, operation: Operation[Any, None], result: PreExecutionError
    ) -> None:
        """Whom one operation no longer knows may have lost the right to the connection."""
        await super()._handle_pre_execution_error(operation, result)
        if any(
            (error.extensions or {}).get("code") == "UNAUTHENTICATED"
            for error in result.errors or ()
        ):
            self.doubted.set()

    @staticmethod
    def _get_pre_execution_close_reason(_error: object) -> None:
        """No error in a document is a reason to close: the other operations go on."""
