"""Documents as they were first parsed, validated and measured: the second time costs nothing."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from graphql import ASTValidationRule, GraphQLSchema, GraphQLSyntaxError, parse
from graphql.language import DocumentNode
from strawberry.schema.schema import validate_document

from engine.errors import Problem
from engine.limits import Limits, Structure, too_complex
from engine.measuring import measure


@dataclass(frozen=True, slots=True)
class Document:
    """A document within the limits, with what validation has against it."""

    syntax: DocumentNode
    structures: Mapping[str | None, Structure]
    problems: Sequence[Problem]


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

    def load(self, source: str, rules: tuple[type[ASTValidationRule], ...]) -> Document:
        """The document, parsed and validated by the rules unless it is kept.

        Raises GRAPHQL_PARSE_FAILED, or QUERY_TOO_COMPLEX for what all its operations exceed.
        """
        with self._lock:
            if source in self._kept:
                self._kept.move_to_end(source)
                return self._kept[source]
        document = self._read(source, rules)
        return document if document.problems else self._keep(source, document)

    def _read(self, source: str, rules: tuple[type[ASTValidationRule], ...]) -> Document:
        syntax = self._parse(source)
        structures = measure(self.schema, syntax, self.limits)
        for structure in structures.values():
            structure.check(self.limits)
        errors = validate_document(self.schema, syntax, rules)
        problems = [Problem("GRAPHQL_VALIDATION_FAILED", e.message, at=e) for e in errors]
        return Document(syntax, structures, problems)

    def _parse(self, source: str) -> DocumentNode:
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
