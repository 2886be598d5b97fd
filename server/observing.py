"""What is known of the operation in hand: for the access log, metrics and traces alike."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter

import structlog
from graphql import DocumentNode, FieldNode, GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from engine.errors import Disclosure
from models.access.viewer import Viewer
from server import metrics

_log = structlog.get_logger("paddock.operations")


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


class Observing(SchemaExtension):
    """Fills in the current operation, and counts it when it has ended."""

    disclosure: Disclosure

    def on_operation(self) -> Iterator[None]:
        """Around parsing, validation and execution; around all of a subscription."""
        began = perf_counter()
        try:
            yield
        finally:
            self._tell(perf_counter() - began)

    def _tell(self, seconds: float) -> None:
        on_http = current.get()
        operation = on_http or Operation()
        found = self.execution_context
        if found.graphql_document is not None:
            _name(operation, found.graphql_document, found.operation_name)
        operation.viewer = kind_of(found.context.viewer)
        operation.outcome = self._outcome(found.pre_execution_errors or [])
        metrics.count_operation(operation.kind, operation.field, operation.outcome, seconds)
        if on_http is None:
            _log.info(
                "operation",
                kind=operation.kind,
                operation=operation.name or operation.field,
                viewer=operation.viewer,
                outcome=operation.outcome,
                ms=round(seconds * 1000, 1),
            )

    def _outcome(self, errors: list[GraphQLError]) -> str:
        return self.disclosure.of(errors[0], None).code if errors else "OK"


def observing(disclosure: Disclosure) -> Callable[[], Observing]:
    """Makes the extension of one operation; `disclosure` tells the code of an error, quietly."""

    def extension() -> Observing:
        made = Observing()
        made.disclosure = disclosure
        return made

    return extension


def kind_of(viewer: Viewer) -> str:
    """What kind of viewer asks, and no more: a log is no place for names."""
    if viewer.member_id:
        return "operator" if viewer.is_operator else "member"
    return "device" if viewer.device_id else "anonymous"


def _name(operation: Operation, document: DocumentNode, name: str | None) -> None:
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode) and name in {
            None,
            definition.name.value if definition.name else None,
        }:
            operation.kind = definition.operation.value
            operation.name = (name or "")[:64]
            first = definition.selection_set.selections[0]
            operation.field = first.name.value if isinstance(first, FieldNode) else ""
            return
