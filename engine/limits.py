"""What one operation may ask for, and what it is found to ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from engine.errors import Problem
from engine.sizes import Size

ENDLESS = 10**9
"""Counting stops here, so that nested sizes do not make numbers of a thousand digits."""

NESTING = 100
"""How deep selections may stand in each other, through fragments too, and values in variables."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one operation may ask for, and the size of lists that do not tell theirs.

    `characters`, `lines` and `tokens` bound the text of its document, `comparisons` the work of
    finding out whether fields of one name can be merged, and `values` its variables: how many
    values they hold, however nested. A query, a mutation, the begin of a subscription and each of
    its events may take `seconds`. `suggestions` tell who misspells a name which there are.
    """

    characters: int = 50_000
    lines: int = 2_000
    tokens: int = 2_000
    comparisons: int = 10_000
    values: int = 10_000
    depth: int = 15
    aliases: int = 30
    root_fields: int = 20
    cost: int = 5_000
    seconds: float = 20
    assumed_size: int = 10
    suggestions: bool = True


def bound(limit: str, most: int, actual: int) -> None:
    """Raises QUERY_TOO_COMPLEX, which names the limit, when there is more than the most."""
    if actual > most:
        raise too_complex(limit, most, actual)


def too_complex(limit: str, most: int, actual: int) -> Problem:
    """The refusal that names the limit that was hit."""
    return Problem(
        "QUERY_TOO_COMPLEX",
        f"The operation's {limit} is {actual}; at most {most} is allowed",
        limit=limit,
        most=most,
        actual=actual,
    )


class Step(NamedTuple):
    """The cost of one selection set: its object fields, and earlier steps times their sizes."""

    objects: int
    parts: tuple[tuple[Size, int], ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The measure of one operation; all of it but the cost is the same for any variables."""

    depth: int
    aliases: int
    root_fields: int
    introspects: bool
    last_step: int
    steps: Sequence[Step]
    defaults: Mapping[str, int | str | None]

    def check(self, limits: Limits) -> None:
        """Raises QUERY_TOO_COMPLEX when the operation's form exceeds a limit."""
        bound("depth", limits.depth, self.depth)
        bound("aliases", limits.aliases, self.aliases)
        bound("rootFields", limits.root_fields, self.root_fields)

    def cost(self, variables: Mapping[str, object]) -> int:
        """The price with these variables, at least 1, in one pass over the selection sets."""
        known = {**self.defaults, **variables}
        costs: list[int] = []
        for objects, parts in islice(self.steps, self.last_step + 1):
            cost = objects
            for size, step in parts:
                cost += size.among(known) * costs[step]
            costs.append(min(cost, ENDLESS))
        return max(costs[-1], 1)
