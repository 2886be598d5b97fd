"""The access log: one line for each HTTP request and each WebSocket, and its count."""

from functools import lru_cache
from urllib.parse import quote

import structlog
from starlette.types import Scope

from server import metrics, paths
from server.observing import Operation

_log = structlog.get_logger("paddock.access")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_MOST_OF_PATH = 128


def tell_request(scope: Scope, status: int, seconds: float, operation: Operation) -> None:
    """A request is over: who asked and how it went, never with what."""
    is_subscription = operation.kind == "subscription"
    metrics.count_request(_route(scope), status, None if is_subscription else seconds)
    if scope["path"] in _QUIET:
        return
    facts = {"method": scope["method"], "path": _path(scope), "status": status}
    if operation.kind:
        facts |= {
            "kind": operation.kind,
            "operation": operation.name or operation.field,
            "viewer": operation.viewer,
            "outcome": operation.outcome,
        }
    _log.info("request", **facts, ms=round(seconds * 1000, 1))


def tell_socket(scope: Scope, seconds: float) -> None:
    """A connection is over."""
    _log.info("socket", path=_path(scope), s=round(seconds, 1))


def _path(scope: Scope) -> str:
    return _told(scope["path"])


@lru_cache(maxsize=100)
def _told(path: str) -> str:
    """As much of a path as a line has room for, in letters that do nothing to a terminal."""
    return quote(paths.told(path))[:_MOST_OF_PATH]


def _route(scope: Scope) -> str:
    """The pattern that the path matched: paths themselves are endless."""
    route = scope.get("route")
    return getattr(route, "path", "unknown")
