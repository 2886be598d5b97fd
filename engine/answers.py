"""Results as a client gets them: bytes of JSON, and whole HTTP responses."""

from typing import Any

import orjson
from starlette.responses import Response
from strawberry.types.execution import ExecutionResult, PreExecutionError

from engine.negotiation import Media, status


def encoded(result: ExecutionResult) -> bytes:
    """The result as one line of JSON, without `data` where nothing was executed.

    Raises TypeError for what cannot be written as JSON.
    """
    parts: dict[str, Any] = {}
    if not isinstance(result, PreExecutionError):
        parts["data"] = result.data
    if result.errors:
        parts["errors"] = [error.formatted for error in result.errors]
    if result.extensions:
        parts["extensions"] = result.extensions
    return orjson.dumps(parts)


def whole(result: ExecutionResult, media: Media) -> Response:
    """The response that holds the one result of an operation, or the refusal of a request."""
    headers = {"vary": "accept", "content-type": f"{media}; charset=utf-8"}
    for error in result.errors or ():
        extensions = error.extensions or {}
        if "retryAfter" in extensions:
            headers["retry-after"] = str(extensions["retryAfter"])
        if extensions["code"] == "METHOD_NOT_ALLOWED":
            headers["allow"] = "GET, POST"
    return Response(encoded(result), status(result, media), headers)
