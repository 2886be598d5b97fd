"""What is known of the operation in hand: for the access log, metrics and traces alike."""

from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter

import structlog
from graphql import FieldNode

from engine.errors import Problem
from engine.observation import Execution
from models.access.viewer import Viewer
from server import authentication, metrics

_log = structlog.get_logger("paddock.operations")
_MOST_OF_NAME = 64


@dataclass(slots=True)
class Operation:
    """`name` is the client's word; `kind` and `field` (the first root field) are the schema's."""

    kind: str = ""
    name: str = ""
    field: str = ""
    viewer: str = "anonymous"
    outcome: str = ""


current: ContextVar[Operation | None] = ContextVar("operation", default=None)
"""Set for the time of an HTTP request; None on a WebSocket, where each operation tells itself."""


class Around:
    """Counts an execution when it has ended, and logs it where no request does.

    A WebSocket outlives roles and what was remembered, its operations must not: each has a
    context of its own, as each HTTP request has. Raises Unauthenticated if that is gone.
    """

    __slots__ = "_began", "_execution", "_on_http"

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        self._on_http = current.get()
        self._began = perf_counter()

    async def __aenter__(self) -> None:
        """Put the context of one operation in place where there is none."""
        if self._on_http is None:
            try:
                self._execution.context = await authentication.renewed(self._execution.context)
            except BaseException as error:
                self._ended(error)
                raise

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Tell of it, whatever came of it."""
        self._ended(error)

    def _ended(self, error: BaseException | None) -> None:
        refusal = error.code if isinstance(error, Problem) else ""
        outcome = refusal or _outcome(self._execution)
        _tell(self._execution, self._on_http, outcome, perf_counter() - self._began)


def kind_of(viewer: Viewer) -> str:
    """What kind of viewer asks, and no more: a log is no place for names."""
    if viewer.member_id:
        return "operator" if viewer.is_operator else "member"
    if viewer.edge_id:
        return "edge"
    return "device" if viewer.device_id else "anonymous"


def _tell(execution: Execution, on_http: Operation | None, outcome: str, seconds: float) -> None:
    operation = on_http or Operation()
    _name(operation, execution)
    operation.viewer = kind_of(execution.context.viewer)
    operation.outcome = outcome
    is_valid = execution.cost is not None  # what is not, has no price
    field = operation.field if is_valid else ""
    metrics.count_operation(operation.kind, field, operation.outcome, seconds)
    if on_http is None:
        _log.info(
            "operation",
            kind=operation.kind,
            operation=operation.name or operation.field,
            viewer=operation.viewer,
            outcome=operation.outcome,
            ms=round(seconds * 1000, 1),
        )


def _name(operation: Operation, execution: Execution) -> None:
    node = execution.operation
    if node is not None:
        operation.kind = node.operation.value
        operation.name = node.name.value[:_MOST_OF_NAME] if node.name else ""
        first = node.selection_set.selections[0]
        field = first.name.value if isinstance(first, FieldNode) else ""
        operation.field = field[:_MOST_OF_NAME]


def _outcome(execution: Execution) -> str:
    """The code of the first error; a client that left before a result came is none."""
    errors = execution.result.errors if execution.result else None
    return str((errors[0].extensions or {}).get("code")) if errors else "OK"
