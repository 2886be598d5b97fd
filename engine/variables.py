"""Bounds the variables of an operation, before anything else looks into them."""

from collections.abc import Iterable, Mapping

from engine.limits import NESTING, Limits, bound


def check_variables(variables: Mapping[str, object], limits: Limits) -> None:
    """Raises QUERY_TOO_COMPLEX for too many values, or values nested too deep."""
    values = nesting = 0
    level: list[object] = [variables]
    while level:
        level = [value for holder in level for value in _inside(holder)]
        values += len(level)
        nesting += 1
        bound("values", limits.values, values)
        bound("nesting", NESTING, nesting)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()
