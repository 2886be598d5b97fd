"""The front of the house: what every request passes on its way in, and every answer on its way out.

It is one layer of ASGI and not one for each of its duties, since each is paid for at every message.
"""

from time import perf_counter

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import access_log, headers, metrics, observing, request_ids
from server.observing import Operation

_LEFT = 499
"""The status of a request whose client was gone before it was answered."""


class Front:
    """ASGI middleware: request ids, safe headers, the access log and its counts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection, and tell of it when it is over."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, operation, status = perf_counter(), Operation(), _LEFT
        identity = request_ids.put(scope)
        observing.current.set(operation)

        async def send_completed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers.complete(message, scope["scheme"], identity)
            await send(message)

        try:
            await self.app(scope, receive, send_completed)
        except Exception:
            if status == _LEFT:
                await PlainTextResponse("Internal Server Error", 500)(
                    scope, receive, send_completed
                )
            raise
        finally:
            access_log.tell_request(scope, status, perf_counter() - began, operation)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        request_ids.put(scope)
        observing.current.set(None)
        with metrics.sockets_open.track_inprogress():
            try:
                await self.app(scope, receive, send)
            finally:
                access_log.tell_socket(scope, perf_counter() - began)
