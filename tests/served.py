"""The whole schema as the engine serves it, in process, with every completion done twice."""

from contextvars import ContextVar
from functools import cache

from engine.completion.executor import PlanningExecutor
from engine.execution import Served
from engine.limits import Limits
from engine.options import Hooks
from resolvers.root import schema
from server import faults
from tests.doubled import DoublingExecutor

_LIMITS = Limits(cost=1_000_000)

fallbacks: list[str] = []
"""The fields whose plans gave up, in the order of giving up."""

is_counting: ContextVar[bool] = ContextVar("is_counting", default=False)
"""Where statements are counted, completion is done once."""


def served() -> Served:
    """Compiles every operation at once, so that every operation of every test proves the plans."""
    return _served(PlanningExecutor if is_counting.get() else DoublingExecutor)


@cache
def _served(executor: type[PlanningExecutor]) -> Served:
    hooks = Hooks(classify=faults.classify, on_fault=faults.log_fault, on_fallback=fallbacks.append)
    return Served(schema, _LIMITS, hooks, compile_from=1, executor=executor)
