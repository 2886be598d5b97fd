"""Completion done twice: by plan, and by graphql-core with nothing read ahead."""

from collections.abc import Awaitable
from copy import copy
from dataclasses import fields, is_dataclass
from typing import Any

import orjson
from graphql import GraphQLOutputType
from graphql.execution.executor import CollectedErrors

from engine.completion.executor import PlanningExecutor
from models.rows import NOTHING
from schema.context import Context
from schema.loaders import Loaders


class DoublingExecutor(PlanningExecutor):
    """Has graphql-core complete each value once more that a plan has completed.

    The second time every edge looks through its door, so this proves both: that plans change
    nothing, and that what was read ahead is what the doors would have shown.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.given_up = 0

    def complete_value(  # noqa: PLR0913, PLR0917 - graphql-core's signature
        self,
        return_type: GraphQLOutputType,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """As it is, or as an AssertionError where the two differ."""
        asked = (return_type, field_details_list, info, path, result, position_context)
        has_plan = (
            self.variant is not None
            and info.return_type is return_type
            and self.completing(return_type, field_details_list) is not None
        )
        before = self.given_up
        completed = super().complete_value(*asked)
        if not has_plan or self.given_up > before:
            return completed
        twin = self._twin()
        again = twin.complete_value(
            return_type, field_details_list, info, path, _alone(result), position_context
        )
        if self.is_awaitable(again):
            return _compared_later(completed, again, twin)
        return _compared(completed, again, twin)

    def gave_up(self, field: str, reason: Exception) -> None:
        """As it is, and counted."""
        self.given_up += 1
        super().gave_up(field, reason)

    def _twin(self) -> PlanningExecutor:
        twin = copy(self)
        twin.variant = None
        twin.collected_errors = CollectedErrors()
        seen: Context = self.context_value
        twin.context_value = Context(seen.viewer, Loaders(seen.viewer), seen.house)
        return twin


def _alone(value: Any) -> Any:
    """The same value without what was read along with the rows in it."""
    if isinstance(value, list | tuple):
        return [_alone(item) for item in value]
    if not is_dataclass(value):
        return value
    alone = copy(value)
    for name in {field.name for field in fields(value)} & {"edges", "node"}:
        setattr(alone, name, _alone(getattr(value, name)))
    if hasattr(alone, "beside"):
        alone.beside = NOTHING
    return alone


def _compared(completed: Any, again: Any, twin: PlanningExecutor) -> Any:
    assert not twin.collected_errors.errors, twin.collected_errors.errors
    assert orjson.dumps(completed) == orjson.dumps(again)
    return completed


async def _compared_later(completed: Any, again: Awaitable[Any], twin: PlanningExecutor) -> Any:
    return _compared(completed, await again, twin)
