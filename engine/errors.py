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
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

REFUSED_WITH = {
    "PERSISTED_QUERY_NOT_FOUND": 200,
    "PERSISTED_QUERY_NOT_SUPPORTED": 200,
    "BAD_REQUEST": 400,
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "METHOD_NOT_ALLOWED": 405,
    "NOT_ACCEPTABLE": 406,
    "STREAM_REQUIRED": 406,
    "PAYLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "THROTTLED": 429,
    "TOO_MANY_SOCKETS": 429,
    "TOO_MANY_STREAMS": 429,
    "INTERNAL": 500,
    "TIMED_OUT": 504,
}
"""The HTTP status of a refusal, by its code, where it is the same in every media type."""

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


class Throttled(Problem):
    """Too much in too short a time: HTTP 429, WebSocket 1013; `retryAfter` is in whole seconds."""

    def __init__(self, retry_after: float) -> None:
        self.retry_after = math.ceil(retry_after)
        super().__init__("THROTTLED", "Too much at once", retryAfter=self.retry_after)


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
                return _sent_the_wrong_way(cause.operation_type)
            case _:
                return self.classify(cause)


def _sent_the_wrong_way(kind: OperationType) -> Problem:
    if kind is OperationType.SUBSCRIPTION:
        return Problem(
            "STREAM_REQUIRED",
            "A subscription must accept text/event-stream or multipart/mixed;subscriptionSpec=1.0"
            " before all else, or come by WebSocket",
        )
    return Problem("METHOD_NOT_ALLOWED", f"A {kind.value} cannot be sent this way")


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
