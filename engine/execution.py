"""A schema as the engine executes it: kept documents, limits, rates, and errors with codes."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import ExecutionResult, PreExecutionError

from engine.documents import Document, Documents
from engine.errors import Disclosure, Problem
from engine.limits import Limits, Structure, too_complex
from engine.options import Hooks
from engine.rate import RateLimit


@dataclass(frozen=True, slots=True)
class Admission:
    """What the operation in hand costs, and what its client has left (None: not limited)."""

    cost: int
    rate_limit: RateLimit | None


_admission: ContextVar[Admission] = ContextVar("admission")


def admission() -> Admission:
    """How the operation that a resolver works for was let in. LookupError outside of one."""
    return _admission.get()


class Served(strawberry.Schema):
    """Shares all that an application's schema is made of, and executes it the engine's way."""

    def __init__(self, schema: strawberry.Schema, limits: Limits, hooks: Hooks) -> None:
        vars(self).update(vars(schema))
        self.limits = limits
        self.rate_limiter = hooks.rate_limiter
        self.disclosure = Disclosure(hooks.classify, hooks.on_fault)
        self.documents = Documents(self._schema, limits)

    def get_extensions(self, sync: bool = False) -> list[SchemaExtension]:  # noqa: FBT001, FBT002
        """The application's extensions, and the engine's own inside them."""
        return [*super().get_extensions(sync), _Lifecycle(self)]

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        """Nothing: faults go to the application's hook, other errors are nobody's news."""

    async def execute(self, *arguments: Any, **options: Any) -> ExecutionResult:
        """The result of a query or mutation; never raises, and each error has a code."""
        context = options.get("context_value")
        try:
            result = await super().execute(*arguments, **options)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            return self.disclosure.refusal(error, context)
        return self._disclosed(result, context)

    async def stream(
        self, *arguments: Any, **options: Any
    ) -> AsyncGenerator[ExecutionResult, None]:
        """The results of any operation, one by one; never raises, and each error has a code."""
        results = await super().stream(*arguments, **options)
        return self._all_disclosed(results, options.get("context_value"))

    async def _all_disclosed(
        self, results: AsyncGenerator[Any, None], context: Any
    ) -> AsyncGenerator[ExecutionResult, None]:
        async with aclosing(results):
            try:
                async for result in results:
                    yield self._disclosed(result, context)
            except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
                yield self.disclosure.refusal(error, context)

    def _disclosed(self, result: ExecutionResult, context: Any) -> ExecutionResult:
        if not result.errors:
            return result
        placeless = result.data is None and all(error.path is None for error in result.errors)
        kind = PreExecutionError if placeless else type(result)
        problems: list[GraphQLError] = [self.disclosure.of(e, context) for e in result.errors]
        return kind(result.data, problems, result.extensions)


class _Lifecycle(SchemaExtension):
    """Has no `resolve`, which would cost time on each field."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.document: Document
        self.cost: int | None = None

    def on_parse(self) -> Iterator[None]:
        operation = self.execution_context
        self.document = self.served.documents.load(
            operation.query or "", operation.validation_rules
        )
        operation.graphql_document = self.document.syntax
        yield

    async def on_validate(self) -> AsyncIterator[None]:
        refusals: list[GraphQLError] = list(self.document.problems)
        if not refusals:
            try:
                await self._admit()
            except GraphQLError as refusal:
                refusals = [refusal]
        # An empty list, too, keeps Strawberry from validating a second time.
        self.execution_context.pre_execution_errors = refusals
        yield

    def get_results(self) -> dict[str, Any]:
        if self.cost is None:
            return {}
        return {"cost": {"requested": self.cost, "limit": self.served.limits.cost}}

    async def _admit(self) -> None:
        operation, served = self.execution_context, self.served
        self.cost = self._structure().cost(operation.variables or {})
        if self.cost > served.limits.cost:
            raise too_complex("cost", served.limits.cost, self.cost)
        limiter = served.rate_limiter
        rate_limit = await limiter(operation.context, self.cost) if limiter else None
        _admission.set(Admission(self.cost, rate_limit))

    def _structure(self) -> Structure:
        structures = self.document.structures
        # Left to itself, Strawberry runs the first of several operations when none is named.
        named = self.execution_context._provided_operation_name  # noqa: SLF001
        if named is None and len(structures) > 1:
            raise Problem("OPERATION_NOT_FOUND", "Several operations are sent; name one")
        return structures[self.execution_context.operation_name]
