"""One execution of an operation, from its text to its results."""

import asyncio
from collections.abc import AsyncGenerator, Container, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from graphql import ExecutionResult as CoreResult
from graphql import (
    GraphQLError,
    default_field_resolver,
    default_type_resolver,
    get_variable_values,
)
from graphql.execution import (
    create_source_event_stream,
    execute_subscription_event,
    map_source_to_response_event,
)
from graphql.pyutils import AwaitableOrValue
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from engine import selections
from engine.admission import Admission, current
from engine.completion.executor import PlanningExecutor
from engine.cutting import Cut, CutShort
from engine.documents import Operation
from engine.errors import Problem
from engine.limits import bound
from engine.observation import Execution
from engine.rate import RateLimit
from engine.validating import MOST_ERRORS
from engine.variables import check_variables

if TYPE_CHECKING:
    from engine.execution import Served

T = TypeVar("T")

REFUSAL = 10
"""What it costs to send an operation that is refused: it was read, at the least."""


class Invalid(Exception):
    """The operation cannot be executed, for each of these reasons."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass(slots=True)
class Work:
    """What a schema has to do for one execution; neither way of asking for results raises."""

    served: "Served"
    execution: Execution
    root: Any
    extensions: dict[str, Any] | None

    async def result(self, allowed: Container[OperationType]) -> ExecutionResult:
        """The result of a query or mutation."""
        try:
            return self._told(await self._executed(await self._admitted(allowed)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            return self._refused(error)

    async def results(
        self, allowed: Container[OperationType]
    ) -> AsyncGenerator[ExecutionResult, None]:
        """The results of any operation, one by one."""
        try:
            operation = await self._admitted(allowed)
            if operation.kind is not OperationType.SUBSCRIPTION:
                yield self._told(await self._executed(operation))
                return
            async with aclosing(self._events(operation)) as events:
                async for event in events:
                    yield self._told(event)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            yield self._refused(error)

    async def _admitted(self, allowed: Container[OperationType]) -> Operation:
        """The operation, within its limits and paid for. What keeps it out is raised, and costs."""
        execution, served = self.execution, self.served
        try:
            operation = self._found(allowed)
            cost = execution.cost = operation.structure.cost(execution.variables)
            bound("cost", served.limits.cost, cost)
        except (GraphQLError, Invalid):
            await self._paid(REFUSAL)
            raise
        current.set(Admission(cost, await self._paid(cost)))
        return operation

    def _found(self, allowed: Container[OperationType]) -> Operation:
        """The operation, if it is one that this client may send."""
        execution, served = self.execution, self.served
        document = served.documents.load(execution.query)
        operation = document.operation(execution.operation_name)
        execution.operation = operation.node
        if operation.kind not in allowed:
            raise InvalidOperationTypeError(operation.kind)
        if document.problems:
            raise Invalid(document.problems)
        if operation.structure.introspects and not served.hooks.may_introspect(execution.context):
            raise Problem("INTROSPECTION_DISABLED", "The schema is not told here")
        check_variables(execution.variables, served.limits)
        return operation

    async def _paid(self, cost: int) -> RateLimit | None:
        limiter = self.served.hooks.rate_limiter
        return await limiter(self.execution.context, cost) if limiter else None

    async def _executed(self, operation: Operation) -> CoreResult:
        executor = self._executor(operation)
        try:
            result: Any = executor.execute_operation()
            return await self._in_time(result, executor)
        finally:
            executor.release()

    async def _events(self, operation: Operation) -> AsyncGenerator[CoreResult, None]:
        executor = self._executor(operation)
        source = await self._in_time(create_source_event_stream(executor), executor)
        if isinstance(source, CoreResult):
            raise Invalid(source.errors or ())
        mapped = map_source_to_response_event(executor, source, self._event)  # type: ignore[arg-type]  # each has its own copy of this executor
        async with aclosing(mapped) as events:
            async for event in events:
                yield event

    async def _event(self, executor: PlanningExecutor) -> CoreResult:
        """One that takes too long has that for its result: those after it may be quicker."""
        try:
            return await self._in_time(execute_subscription_event(executor), executor)
        except Problem as problem:
            place = GraphQLError("", path=executor.interrupted_at())
            return CoreResult(None, [problem.located(place)])

    async def _in_time(self, result: AwaitableOrValue[T], executor: PlanningExecutor) -> T:
        """What is waited for, which is not for ever. Raises TIMED_OUT, which names the field."""
        if not isawaitable(result):
            return result
        seconds = self.served.limits.seconds
        patience = Cut()
        over = asyncio.get_running_loop().call_later(seconds, patience.now)
        try:
            with patience:
                return await result
        except CutShort:
            field = ".".join(str(key) for key in executor.interrupted_at())
            raise Problem(
                "TIMED_OUT",
                f"`{field}` took longer than {seconds:g} s",
                limit="seconds",
                most=seconds,
                field=field,
            ) from None
        finally:
            over.cancel()

    def _executor(self, operation: Operation) -> PlanningExecutor:
        """Raises Invalid for variables that are not what the operation declares."""
        schema, execution = self.served._schema, self.execution  # noqa: SLF001 - Strawberry shows it nowhere else
        declared = operation.node.variable_definitions or ()
        quiet = not self.served.limits.suggestions
        variables = get_variable_values(
            schema, declared, execution.variables, max_errors=MOST_ERRORS, hide_suggestions=quiet
        )
        if isinstance(variables, list):
            raise Invalid(variables)
        operation.executions += 1
        compile_from = self.served.compile_from
        compiles = compile_from is not None and operation.executions >= compile_from
        variant = operation.plans.variant(variables)
        selections.known.set(variant.selections if variant else {})
        return self.served.executor(
            schema,
            {name: fragment.definition for name, fragment in operation.fragments.items()},
            operation.fragments,
            self.root,
            execution.context,
            operation.node,
            variables,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            middleware_manager=self.served.calls,
            is_awaitable=optimized_is_awaitable,
            hide_suggestions=quiet,
            operation_extensions=self.extensions,
            variant=variant if compiles else None,
            on_fallback=self.served.hooks.on_fallback,
        )

    def _told(self, result: CoreResult) -> ExecutionResult:
        """What the client is told of a result."""
        if not result.errors:
            return ExecutionResult(result.data, None, self._extensions())
        placeless = result.data is None and all(error.path is None for error in result.errors)
        kind = PreExecutionError if placeless else ExecutionResult
        return kind(result.data, self._problems(result.errors), self._extensions())

    def _refused(self, error: Exception) -> ExecutionResult:
        errors = error.errors if isinstance(error, Invalid) else [error]
        return PreExecutionError(None, self._problems(errors), self._extensions())

    def _problems(self, errors: Sequence[Exception]) -> list[GraphQLError]:
        return [self.served.disclosure.of(error, self.execution.context) for error in errors]

    def _extensions(self) -> dict[str, Any]:
        cost = self.execution.cost
        if cost is None:
            return {}
        return {"cost": {"requested": cost, "limit": self.served.limits.cost}}
