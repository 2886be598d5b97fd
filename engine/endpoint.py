"""GraphQL over HTTP and WebSocket, as one ASGI application."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import aclosing
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import strawberry
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from engine.answers import whole
from engine.errors import Disclosure, Problem, request_id
from engine.execution import Served
from engine.frames import Frames
from engine.framing import FRAMINGS
from engine.limits import Limits
from engine.negotiation import PLAIN, Media, negotiated, preferred
from engine.options import Hooks, Transport
from engine.page import page
from engine.presence import WhileConnected
from engine.requests import Asked, read
from engine.sockets import Connection, Sockets
from engine.streaming import Stream, Streams
from engine.texts import Texts

ContextFor = Callable[[Request | WebSocket, Mapping[str, Any] | None], Awaitable[Any]]
"""Makes the context of a request (None), or of a connection from its connection parameters.

Raises Unauthenticated or Unavailable to refuse it.
"""

LIMITS, HOOKS, TRANSPORT = Limits(), Hooks(), Transport()
ALLOWED = {
    "GET": {OperationType.QUERY},
    "POST": {OperationType.QUERY, OperationType.MUTATION},
}
STREAMED = {method: {*kinds, OperationType.SUBSCRIPTION} for method, kinds in ALLOWED.items()}


class Endpoint(GraphQL[Any, None]):
    """Serves a schema; every error it answers has `extensions.code`."""

    schema: Served
    websocket_adapter_class = Frames
    graphql_transport_ws_handler_class = Connection

    def __init__(  # noqa: PLR0913 - settings by name, each with a default
        self,
        schema: strawberry.Schema,
        context_for: ContextFor,
        *,
        limits: Limits = LIMITS,
        hooks: Hooks = HOOKS,
        transport: Transport = TRANSPORT,
        compile_from: int | None = 2,
    ) -> None:
        super().__init__(
            Served(schema, limits, hooks, compile_from=compile_from),
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=transport.init_seconds),
            allowed_origins=tuple(transport.allowed_origins),
        )
        self.context_for = context_for
        self.hooks = hooks
        self.transport = transport
        self.disclosure = Disclosure(hooks.classify, hooks.on_fault)
        self.texts = Texts(
            transport.trusted_documents, only_trusted=transport.only_trusted_documents
        )
        self.sockets = Sockets()
        self.streams = Streams()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one connection."""
        request_id.set(str(scope.get("state", {}).get("request_id") or uuid4()))
        if scope["type"] == "http":
            response = await self.answer(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await self._connect(WebSocket(scope, receive, send))

    async def answer(self, request: Request) -> ASGIApp:
        """The response to an HTTP request, whatever it holds."""
        if self._asks_for_page(request):
            return page()
        accept = request.headers.get("accept", "")
        plain = preferred(accept, PLAIN) or Media.JSON
        context = None
        try:
            media = negotiated(accept)
            asked = self.texts.filled_in(await read(request, self.transport))
            with WhileConnected(request.receive):
                context = await self.context_for(request, None)
                if media in FRAMINGS:
                    return self._stream(request, asked, context, media, plain)
                kinds = ALLOWED[request.method]
                result = await self.schema.execute(
                    allowed_operation_types=kinds, **_options(asked, context)
                )
            self.texts.persist(asked, result)
            return whole(result, media)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody reads it but the access log
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            return whole(self.disclosure.refusal(error, context), plain)

    async def get_context(self, request: Any, response: Any) -> Any:  # noqa: ARG002
        """A WebSocket's context is made when its client says who it is, not before."""
        return None

    def decode_json(self, data: str | bytes) -> object:
        """Raises JSONDecodeError, also for JSON nested too deep."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        """Text, since bytes would make binary frames."""
        return orjson.dumps(data).decode()

    def _asks_for_page(self, request: Request) -> bool:
        return (
            self.transport.page
            and request.method == "GET"
            and not request.url.query
            and "text/html" in request.headers.get("accept", "")
        )

    async def _connect(self, socket: WebSocket) -> None:
        address = socket.client.host if socket.client else ""
        try:
            self.sockets.make_room(address, self.transport.most_sockets)
        except Problem as problem:
            refusal = self.disclosure.refusal(problem, None)
            await socket.send_denial_response(whole(refusal, Media.JSON))
        else:
            await self.run(socket)

    def _stream(
        self, request: Request, asked: Asked, context: Any, media: Media, plain: Media
    ) -> Stream:
        address = request.client.host if request.client else ""
        self.streams.make_room(address, self.transport.most_streams)
        results = self._results(asked, context, STREAMED[request.method])
        return Stream(self, context, results, media, plain, address)

    async def _results(
        self, asked: Asked, context: Any, kinds: Collection[OperationType]
    ) -> AsyncGenerator[ExecutionResult, None]:
        results = await self.schema.stream(
            allowed_operation_types=kinds, **_options(asked, context)
        )
        async with aclosing(results):
            async for result in results:
                self.texts.persist(asked, result)
                yield result


def _options(asked: Asked, context: Any) -> dict[str, Any]:
    return {
        "query": asked.query,
        "variable_values": asked.variables,
        "context_value": context,
        "operation_name": asked.operation_name,
        "operation_extensions": asked.extensions,
    }
