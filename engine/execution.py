"""A schema as the engine executes it: kept documents, limits, rates, plans, errors with codes."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

import strawberry
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from engine.completion.executor import PlanningExecutor
from engine.documents import Documents
from engine.errors import Disclosure
from engine.limits import Limits
from engine.observation import Execution
from engine.options import Hooks
from engine.resolving import StraightCalls
from engine.work import Work


class Served(strawberry.Schema):
    """Shares all that an application's schema is made of, and executes it the engine's way.

    An operation is compiled from its `compile_from`th execution on; never where that is None.
    Raises TypeError for a schema with extensions: they are not run, `Hooks` take their place.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        limits: Limits,
        hooks: Hooks,
        *,
        compile_from: int | None = 2,
        executor: type[PlanningExecutor] = PlanningExecutor,
    ) -> None:
        if schema.extensions:
            raise TypeError("The engine runs no schema extensions; use its hooks")
        vars(self).update(vars(schema))
        self.limits = limits
        self.hooks = hooks
        self.compile_from = compile_from
        self.executor = executor
        self.disclosure = Disclosure(hooks.classify, hooks.on_fault)
        self.documents = Documents(self._schema, limits)
        self.calls = StraightCalls(schema)

    async def execute(  # noqa: PLR0913, PLR0917 - Strawberry's signature
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """The result of a query or mutation; never raises, and each error has a code."""
        execution = Execution(query or "", variable_values or {}, operation_name, context_value)
        work = Work(self, execution, root_value, operation_extensions)
        try:
            async with self.hooks.around(execution):
                execution.result = await work.result(_allowed(allowed_operation_types))
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            return self.disclosure.refusal(error, execution.context)
        return execution.result

    async def stream(  # noqa: PLR0913, PLR0917 - Strawberry's signature
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        root_value: Any = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> AsyncGenerator[ExecutionResult, None]:
        """The results of any operation, one by one; never raises, and each error has a code."""
        execution = Execution(query or "", variable_values or {}, operation_name, context_value)
        work = Work(self, execution, root_value, operation_extensions)
        return self._watched(execution, work.results(_allowed(allowed_operation_types)))

    async def _watched(
        self, execution: Execution, results: AsyncGenerator[ExecutionResult, None]
    ) -> AsyncGenerator[ExecutionResult, None]:
        try:
            async with self.hooks.around(execution), aclosing(results):
                async for result in results:
                    execution.result = result
                    yield result
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            yield self.disclosure.refusal(error, execution.context)


def _allowed(kinds: Iterable[OperationType] | None) -> frozenset[OperationType]:
    return frozenset(OperationType if kinds is None else kinds)
