"""What stands beside a row in a joined read, and how it is known to the edges that lead there."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from models.ahead import Ahead
from models.joins import Column

Know = Callable[[Ahead, Sequence[Any], Sequence[Any]], None]
"""Knows what stands beside each of the bases, for the edges that lead there."""


class Beside(NamedTuple):
    """A column of each record, the join that brings it, and how to know it."""

    column: Column
    join: str
    know: Know


def columns(besides: Iterable[Beside]) -> tuple[Column, ...]:
    """The columns of all."""
    return tuple(beside.column for beside in besides)


def joined(besides: Iterable[Beside]) -> str:
    """The joins of all."""
    return " ".join(beside.join for beside in besides)


def learn(ahead: Ahead, besides: Sequence[Beside], records: Sequence[Sequence[Any]]) -> None:
    """Know what the records hold beside their first part."""
    if records:
        bases, *values = zip(*records, strict=True)
        for beside, value in zip(besides, values, strict=True):
            beside.know(ahead, bases, value)


def by(attribute: str, edge: str) -> Know:
    """Knows what stands beside a base as what the edge leads to from an attribute of the base."""
    key = attrgetter(attribute)

    def know(ahead: Ahead, bases: Sequence[Any], rows: Sequence[Any]) -> None:
        ahead[edge].update(zip(map(key, bases), rows, strict=True))

    return know
