"""Documents as they were first parsed, validated and measured: the second time costs nothing."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from graphql import (
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.language import DocumentNode
from strawberry.types.graphql import OperationType

from engine.completion.planned import Budget, Planned
from engine.completion.plans import Plans
from engine.errors import Problem
from engine.limits import Limits, Structure, bound, too_complex
from engine.measuring import measure
from engine.validating import validate_document


@dataclass(slots=True)
class Operation:
    """One operation of a document, ready to be executed again and again."""

    node: OperationDefinitionNode
    kind: OperationType
    fragments: dict[str, FragmentDetails]
    structure: Structure
    plans: Plans
    executions: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A document within the limits, with what validation has against it."""

    syntax: DocumentNode
    operations: Mapping[str | None, Operation] = field(default_factory=dict)
    problems: Sequence[Problem] = ()

    def operation(self, name: str | None) -> Operation:
        """The operation of that name, or the only one. Raises OPERATION_NOT_FOUND."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None and self.operations:
            raise Problem("OPERATION_NOT_FOUND", "Several operations are sent; name one")
        if name is None:
            raise Problem("OPERATION_NOT_FOUND", "The document has no operation")
        if name not in self.operations:
            raise Problem("OPERATION_NOT_FOUND", f'Unknown operation named "{name}".')
        return self.operations[name]


class Documents:
    """The valid documents used last, at most so many and with so many bytes of source in all.

    A byte of source takes about 230 bytes of memory once parsed. Invalid documents are not kept,
    so that rubbish cannot push out what is in use. Safe to use from several threads.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        *,
        most: int = 500,
        most_bytes: int = 256 * 1024,
    ) -> None:
        self.schema = schema
        self.limits = limits
        self.most = most
        self.most_bytes = most_bytes
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def load(self, source: str) -> Document:
        """The document, parsed and validated unless it is kept.

        Raises GRAPHQL_PARSE_FAILED, or QUERY_TOO_COMPLEX for what all its operations exceed.
        """
        with self._lock:
            if source in self._kept:
                self._kept.move_to_end(source)
                return self._kept[source]
        document = self._read(source)
        return document if document.problems else self._keep(source, document)

    def _read(self, source: str) -> Document:
        syntax = self._parse(source)
        structures = measure(self.schema, syntax, self.limits)
        for structure in structures.values():
            structure.check(self.limits)
        errors = validate_document(self.schema, syntax, self.limits)
        problems = [Problem("GRAPHQL_VALIDATION_FAILED", e.message, at=e) for e in errors]
        return Document(syntax, self._operations(syntax, structures), problems)

    def _operations(
        self, syntax: DocumentNode, structures: Mapping[str | None, Structure]
    ) -> dict[str | None, Operation]:
        fragments = {
            node.name.value: FragmentDetails(node, None)
            for node in syntax.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        found, budget = {}, Budget()
        for node in syntax.definitions:
            if isinstance(node, OperationDefinitionNode):
                name = node.name.value if node.name else None
                kind = OperationType(node.operation.value)
                plans = Plans(Planned(self.schema, node, fragments, budget))
                found[name] = Operation(node, kind, fragments, structures[name], plans)
        return found

    def _parse(self, source: str) -> DocumentNode:
        bound("characters", self.limits.characters, len(source))
        bound("lines", self.limits.lines, source.count("\n") + source.count("\r") + 1)
        most = self.limits.tokens
        try:
            return parse(source, max_tokens=most)
        except GraphQLSyntaxError as error:
            if f"more than {most} tokens" in error.message:
                raise too_complex("tokens", most, most + 1) from None
            raise Problem("GRAPHQL_PARSE_FAILED", error.message, at=error) from None

    def _keep(self, source: str, document: Document) -> Document:
        with self._lock:
            if source not in self._kept:
                self._kept[source] = document
                self._bytes += len(source.encode())
            kept = self._kept[source]
            while len(self._kept) > self.most or self._bytes > self.most_bytes:
                oldest, _ = self._kept.popitem(last=False)
                self._bytes -= len(oldest.encode())
            return kept

    def __len__(self) -> int:
        """How many documents are kept."""
        return len(self._kept)
