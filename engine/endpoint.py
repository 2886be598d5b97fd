"""GraphQL over HTTP and WebSocket, as one ASGI application."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import strawberry
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import process_result
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from engine.errors import Disclosure, request_id, status
from engine.execution import Served
from engine.frames import Frames
from engine.limits import Limits
from engine.options import Hooks, Transport
from engine.requests import GRAPHQL_JSON, JSON, accepts_graphql_json, read, while_connected
from engine.sockets import Connection, Sockets

ContextFor = Callable[[Request | WebSocket, Mapping[str, Any] | None], Awaitable[Any]]
"""Makes the context of a request (None), or of a connection from its connection parameters.

Raises Unauthenticated or Unavailable to refuse it.
"""

LIMITS, HOOKS, TRANSPORT = Limits(), Hooks(), Transport()
ALLOWED = {
    "GET": {OperationType.QUERY},
    "POST": {OperationType.QUERY, OperationType.MUTATION},
}


class Endpoint(GraphQL[Any, None]):
    """Serves a schema; every error it answers has `extensions.code`."""

    websocket_adapter_class = Frames
    graphql_transport_ws_handler_class = Connection

    def __init__(
        self,
        schema: strawberry.Schema,
        context_for: ContextFor,
        *,
        limits: Limits = LIMITS,
        hooks: Hooks = HOOKS,
        transport: Transport = TRANSPORT,
    ) -> None:
        super().__init__(
            Served(schema, limits, hooks),
            graphql_ide="graphiql" if transport.graphiql else None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=transport.init_seconds),
            allowed_origins=tuple(transport.allowed_origins),
        )
        self.context_for = context_for
        self.hooks = hooks
        self.transport = transport
        self.disclosure = Disclosure(hooks.classify, hooks.on_fault)
        self.sockets = Sockets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one connection."""
        request_id.set(str(scope.get("state", {}).get("request_id") or uuid4()))
        if scope["type"] == "http":
            response = await self.answer(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """The response to an HTTP request, whatever it holds."""
        if self._asks_for_page(request):
            return await self.render_graphql_ide(request)
        context = None
        try:
            asked = await read(request, self.transport.most_body_bytes)
            async with while_connected(request):
                context = await self.context_for(request, None)
                result = await self.schema.execute(
                    asked.query,
                    variable_values=asked.variables,
                    context_value=context,
                    operation_name=asked.operation_name,
                    operation_extensions=asked.extensions,
                    allowed_operation_types=ALLOWED[request.method],
                )
            return self._response(request, result)
        except ClientDisconnect:
            return Response(status_code=499)  # nobody reads it but the access log
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            return self._response(request, self.disclosure.refusal(error, context))

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
            self.graphql_ide is not None
            and request.method == "GET"
            and "query" not in request.query_params
            and "text/html" in request.headers.get("accept", "")
        )

    def _response(self, request: Request, result: ExecutionResult) -> Response:
        answer = process_result(result)
        if isinstance(result, PreExecutionError):
            del answer["data"]
        headers = {"vary": "accept"}
        for error in result.errors or ():
            extensions = error.extensions or {}
            if "retryAfter" in extensions:
                headers["retry-after"] = str(extensions["retryAfter"])
            if extensions["code"] == "METHOD_NOT_ALLOWED":
                headers["allow"] = "GET, POST"
        return Response(
            orjson.dumps(answer),
            status(result),
            headers,
            media_type=GRAPHQL_JSON if accepts_graphql_json(request) else JSON,
        )
