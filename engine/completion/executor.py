"""graphql-core's executor, which takes what plans can do off its hands."""

from asyncio import CancelledError
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList, collect_fields
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from engine.completion.guards import HandOver
from engine.completion.plans import Plan, Root, Variant

Waiting = Coroutine[Any, Any, Any]

OnFallback = Callable[[str], None]
"""Is told the field, as `Query.feed`, whose plan gave up unexpectedly."""


class PlanningExecutor(StrawberryGraphQLCoreExecutionContext):
    """Completes by plans, and in graphql-core's own way where there is none or it gave up."""

    def __init__(
        self,
        *arguments: Any,
        variant: Variant | None = None,
        on_fallback: OnFallback = lambda _field: None,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.variant = variant
        self.on_fallback = on_fallback
        self._interrupted: Path | None = None
        self._latest: GraphQLResolveInfo[Any] | None = None
        self._readings: dict[int, tuple[FieldDetailsList, Plan | None]] = {}

    def release(self) -> None:
        """Let go of what holds on to the executor itself, once it is done.

        Else all that an execution has made would wait for the garbage collector.
        """
        self.async_helpers = None  # type: ignore[assignment]  # nobody asks for it any more
        self._latest = None

    def interrupted_at(self) -> list[str | int]:
        """The path of the field that was being waited for when the execution was cancelled.

        The operation's one field where it was no value but a subscription's source.
        """
        if self._interrupted:
            return self._interrupted.as_list()
        root = self.schema.get_root_type(self.operation.operation)
        assert root is not None  # noqa: S101 - it is executed
        fields = collect_fields(
            self.schema, self.fragments, self.variable_values, root, self.operation
        ).grouped_field_set
        return list(fields) if len(fields) == 1 else []

    def build_per_event_executor(self, payload: Any) -> "PlanningExecutor":
        """Each event of a subscription forgets what it found: there may be millions of them."""
        executor: PlanningExecutor = super().build_per_event_executor(payload)  # type: ignore[assignment]  # a copy of this one
        executor._relevant_sub_fields = {}
        executor._readings = {}
        return executor

    def execute_operation(self, serially: bool | None = None) -> Any:  # noqa: FBT001 - graphql-core's signature
        """By a short way where there is but one root field, else as it ever was."""
        root = self.variant.root if self.variant else None
        return super().execute_operation(serially) if root is None else self._execute(root)

    async def _execute(self, root: Root) -> Any:
        try:
            value = self.execute_field(root.parent, self.root_value, root.group, root.path, None)
            data = {root.key: await value if self.is_awaitable(value) else value}
        except GraphQLError as error:
            self.collected_errors.add(error, None)
            data = None
        return self.build_response(data)

    def complete_value(  # noqa: PLR0913, PLR0917 - graphql-core's signature
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """By a plan where a field's whole value is to be completed, else as it ever was."""
        if self.variant is not None and info.return_type is return_type:
            self._latest = info
            plan = self.completing(return_type, field_details_list)
            if plan is not None:
                try:
                    return plan(result, self.variable_values, self.context_value, info)
                except Exception as reason:  # noqa: BLE001 - graphql-core will find it again, and tell it
                    self.gave_up(f"{info.parent_type}.{info.field_name}", reason)
        return super().complete_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def completing(self, kind: GraphQLOutputType, group: FieldDetailsList) -> Plan | None:
        """The plan for a field's value; leaves are not worth one."""
        if self.variant is None or group[0].node.selection_set is None:
            return None
        return self.variant.completing(kind, group)

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        """By a plan where it can be taken from its object, else as it ever was."""
        if self.variant is not None and path.prev is not None:
            plan = self.reading(parent_type, field_details_list)
            if plan is not None:
                try:
                    return plan(source, self.variable_values, self.context_value, self._latest)
                except Exception as reason:  # noqa: BLE001 - graphql-core will find it again, and tell it
                    name = field_details_list[0].node.name.value
                    self.gave_up(f"{parent_type}.{name}", reason)
        return super().execute_field(
            parent_type, source, field_details_list, path, position_context
        )

    def gave_up(self, field: str, reason: Exception) -> None:
        """A plan gave up on a field; it is told of unless the plan was made to."""
        if not isinstance(reason, HandOver):
            self.on_fallback(field)

    def reading(self, parent: GraphQLObjectType, group: FieldDetailsList) -> Plan | None:
        """The plan for a field of an object; None where its resolver must be called."""
        # The same group comes for each item of a list; it is held so that its id stays its own.
        known = self._readings.get(id(group))
        if known is None:
            assert self.variant is not None  # noqa: S101 - asked by the caller
            known = self._readings[id(group)] = (group, self.variant.reading(parent, group))
        return known[1]

    async def complete_awaitable_value(  # noqa: PLR0913, PLR0917 - graphql-core's signature
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """As it ever was, and remembered when time runs out."""
        try:
            completed = self.complete_value(
                return_type, field_details_list, info, path, await result, position_context
            )
            return await completed if self.is_awaitable(completed) else completed
        except CancelledError:
            self._interrupted = self._interrupted or path
            raise
        except Exception as error:  # noqa: BLE001 - as graphql-core
            self.handle_field_error(error, return_type, field_details_list, path)
            return None

    def complete_awaitable_list_item_value(  # noqa: PLR0913, PLR0917 - graphql-core's signature
        self,
        item: Any,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        item_path: Path,
        position_context: Any,
    ) -> Waiting:
        """As it ever was, and remembered when time runs out."""
        value = super().complete_awaitable_list_item_value(
            item, item_type, field_details_list, info, item_path, position_context
        )
        return self._waited_for(value, item_path)

    def complete_async_iterator_value(  # noqa: PLR0913, PLR0917 - graphql-core's signature
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        async_iterator: AsyncIterator[Any],
        position_context: Any,
    ) -> Waiting:
        """As it ever was, and remembered when time runs out."""
        value = super().complete_async_iterator_value(
            item_type, field_details_list, info, path, async_iterator, position_context
        )
        return self._waited_for(value, path)

    async def _waited_for(self, value: Waiting, path: Path) -> Any:
        try:
            return await value
        except CancelledError:
            self._interrupted = self._interrupted or path
            raise
