"""What is read along with a page, before its edges are followed: what is asked for, and found."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

Ahead = defaultdict[str, dict[Any, Any]]
"""By the name of an edge, and then by its key, what the edge leads to; None for nothing."""


def nothing() -> Ahead:
    """Where nothing was read along yet."""
    return defaultdict(dict)


class Step(NamedTuple):
    """An edge, and the attribute of a row that is its key there."""

    edge: str
    by: str


Asked = Mapping[Step, "Asked"]
"""The edges that are asked for in a row, and those in what they lead to."""

NO_EDGES: Asked = {}


def both(one: Asked, other: Asked) -> Asked:
    """Whatever is in either."""
    return {
        **one,
        **{step: both(one.get(step, NO_EDGES), inside) for step, inside in other.items()},
    }
