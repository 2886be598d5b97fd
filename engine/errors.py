"""What may go wrong, by code, and how much of it a client is told."""

import logging
import math
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from graphql.language import ValueNode, VariableDefinitionNode
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult, PreExecutionError

REFUSED_WITH = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "METHOD_NOT_ALLOWED": 405,
    "PAYLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "RATE_LIMITED": 429,
    "INTERNAL": 500,
}

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the HTTP request, or of the WebSocket connection, in hand."""


class Problem(GraphQLError):
    """An expected error: the client gets its code, its message and its extensions as they are."""

    def __init__(
        self, code: str, message: str, *, at: GraphQLError | None = None, **extensions: object
    ) -> None:
        """`at` is an error that lends its place in the document and in the answer."""
        place = (at.nodes, at.source, at.positions, at.path) if at else (None, None, None, None)
        super().__init__(message, *place, extensions={"code": code, **extensions})
        self.code = code

    def located(self, at: GraphQLError) -> "Problem":
        """The same problem in the place of another error."""
        return Problem(message=self.message, at=at, **(self.extensions or {}))


class Unauthenticated(Problem):
    """Nobody, or nobody known, is asking: HTTP 401, WebSocket 4403."""

    def __init__(self, message: str = "Authentication is required") -> None:
        super().__init__("UNAUTHENTICATED", message)


class Unavailable(Problem):
    """Something needed is away for a while: HTTP 503, WebSocket 1013."""

    def __init__(self, message: str = "Temporarily unavailable, try again later") -> None:
        super().__init__("UNAVAILABLE", message)


class RateLimited(Problem):
    """Too much in too short a time: HTTP 429; `retryAfter` counts whole seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("RATE_LIMITED", "Rate limit exceeded", retryAfter=math.ceil(retry_after))


def log_fault(error: Exception, _context: Any) -> None:
    """The hook for faults when the application gives none: the error and its traceback."""
    logging.getLogger("engine").error("fault in request %s", request_id.get(), exc_info=error)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Decides what a client is told of an error, with the application's hooks."""

    classify: Callable[[Exception], Problem | None]
    on_fault: Callable[[Exception, Any], None]

    def of(self, error: Exception, context: Any) -> Problem:
        """The problem to show for an error; it always has a code."""
        cause = _cause(error)
        problem = _about_input(error) or self._expected(cause)
        if problem is None:
            self.on_fault(cause, context)
            problem = Problem("INTERNAL", "Internal error", requestId=request_id.get())
        return problem.located(error) if isinstance(error, GraphQLError) else problem

    def refusal(self, error: Exception, context: Any) -> PreExecutionError:
        """The answer to a request that an error kept from being executed."""
        return PreExecutionError(data=None, errors=[self.of(error, context)])

    def _expected(self, cause: Exception) -> Problem | None:
        match cause:
            case Problem():
                return cause
            case GraphQLError():
                return None
            case MissingQueryError():
                return Problem("BAD_REQUEST", "The request has no query")
            case CannotGetOperationTypeError():
                return Problem("OPERATION_NOT_FOUND", cause.as_http_error_reason())
            case InvalidOperationTypeError():
                kind = cause.operation_type.value
                return Problem("METHOD_NOT_ALLOWED", f"A {kind} cannot be sent this way")
            case _:
                return self.classify(cause)


def status(result: ExecutionResult) -> int:
    """The HTTP status of an answer whose errors all have a code."""
    codes = [str((error.extensions or {}).get("code")) for error in result.errors or ()]
    if "UNAVAILABLE" in codes:
        return 503
    if not isinstance(result, PreExecutionError):
        return 200
    return next((REFUSED_WITH[code] for code in codes if code in REFUSED_WITH), 400)


def _cause(error: Exception) -> Exception:
    while isinstance(error, GraphQLError) and not isinstance(error, Problem):
        if error.original_error is None:
            break
        error = error.original_error
    return error


def _about_input(error: Exception) -> Problem | None:
    """graphql-core's own words on variables and arguments: they point at one, or at nothing."""
    if not isinstance(error, GraphQLError) or isinstance(error, Problem):
        return None
    if error.nodes is None:
        blames_input = error.path is None and error.original_error is None
    else:
        blames_input = any(isinstance(n, ValueNode | VariableDefinitionNode) for n in error.nodes)
    return Problem("BAD_USER_INPUT", error.message) if blames_input else None
