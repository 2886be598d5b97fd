"""Rows as they are shown, and what is read along with them before their edges are followed."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, TypeVar, cast

T = TypeVar("T")

MOST_CASES = 16
"""Of what is made of one question; a statement takes some KB."""


class Step(NamedTuple):
    """An edge, and the attribute of a row that is its key there; some edges take a number too."""

    edge: str
    by: str
    number: int | None = None


NOTHING: Mapping[Step, Any] = {}
"""What stands beside a row that was read alone."""


@dataclass(slots=True)
class Row:
    """A plain row; `beside` holds what was read along with it, by the step that leads there."""

    beside: Mapping[Step, Any] = field(
        default_factory=lambda: NOTHING, kw_only=True, repr=False, compare=False
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for of a row: edges, each with what is asked for there, and not `unused`.

    These are the columns that nobody will look at.
    """

    edges: Mapping[Step, "Asked"] = field(default_factory=dict)
    unused: frozenset[str] = frozenset()
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[], T], *case: Hashable) -> T:
        """What is made of this in a case; it is kept as long as this, in the cases met first."""
        if case not in self._made:
            if len(self._made) >= MOST_CASES:
                return make()
            self._made[case] = make()
        return cast(T, self._made[case])


NO_EDGES = Asked()


def both(one: Asked, other: Asked) -> Asked:
    """Whatever is in either."""
    edges = dict(one.edges)
    for step, inside in other.edges.items():
        edges[step] = both(edges.get(step, inside), inside)
    return Asked(edges, one.unused & other.unused)


def columns(row: type) -> list[str]:
    """The columns that a row is read from."""
    return [each.name for each in fields(row) if each.name != "beside"]
