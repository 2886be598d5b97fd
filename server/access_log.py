"""The access log: one line for each HTTP request and each WebSocket, and its count."""

from time import perf_counter
from urllib.parse import quote

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import metrics, observing, paths
from server.observing import Operation

_log = structlog.get_logger("paddock.access")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_LEFT = 499
_MOST_OF_PATH = 128


class AccessLog:
    """ASGI middleware: says who did what and how it went, never with what."""

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
        observing.current.set(operation)

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            seconds = perf_counter() - began
            is_subscription = operation.kind == "subscription"
            metrics.count_request(_route(scope), status, None if is_subscription else seconds)
            if scope["path"] not in _QUIET:
                _tell_request(scope, status, seconds, operation)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        observing.current.set(None)
        with metrics.sockets_open.track_inprogress():
            try:
                await self.app(scope, receive, send)
            finally:
                _log.info("socket", path=_path(scope), s=round(perf_counter() - began, 1))


def _tell_request(scope: Scope, status: int, seconds: float, operation: Operation) -> None:
    facts = {"method": scope["method"], "path": _path(scope), "status": status}
    if operation.kind:
        facts |= {
            "kind": operation.kind,
            "operation": operation.name or operation.field,
            "viewer": operation.viewer,
            "outcome": operation.outcome,
        }
    _log.info("request", **facts, ms=round(seconds * 1000, 1))


def _path(scope: Scope) -> str:
    """As much of the path as a line has room for, in letters that do nothing to a terminal."""
    return quote(paths.told(scope["path"]))[:_MOST_OF_PATH]


def _route(scope: Scope) -> str:
    """The pattern that the path matched: paths themselves are endless."""
    route = scope.get("route")
    return getattr(route, "path", "unknown")
