"""Pages of rows by keyset: stable while rows are inserted, as quick at the end as at the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.noun import Noun

MOST = 100
N = TypeVar("N", bound=Noun)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """Where a row stands in an order: the value of the order's column, if there is one, and id."""

    id: UUID
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for: the first or the last `count` rows between two keys."""

    count: int
    is_last: bool = False
    after: Key | None = None
    before: Key | None = None

    def is_downward(self, *, newest_first: bool) -> bool:
        """Whether its rows are read from the newest on."""
        return newest_first is not self.is_last


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, in its order, and whether there is more on either side."""

    rows: Sequence[T]
    has_next: bool
    has_previous: bool


async def page(
    query: QuerySet[N], window: Window, *, by: str = "id", newest_first: bool = False
) -> Page[N]:
    """The rows of `query` in the order of `by`, then id, that `window` asks for."""
    downward = window.is_downward(newest_first=newest_first)
    if window.after:
        query = query.filter(_beyond(window.after, by, downward=newest_first))
    if window.before:
        query = query.filter(_beyond(window.before, by, downward=not newest_first))
    sign = "-" if downward else ""
    order = [f"{sign}id"] if by == "id" else [f"{sign}{by}", f"{sign}id"]
    rows = await query.order_by(*order).limit(window.count + 1)
    return cut(rows, window)


def cut(rows: Sequence[T], window: Window) -> Page[T]:
    """The page from rows read one beyond `window.count`, in the direction of the window."""
    more = len(rows) > window.count
    kept = rows[: window.count]
    if window.is_last:
        return Page(kept[::-1], has_next=window.before is not None, has_previous=more)
    return Page(kept, has_next=more, has_previous=window.after is not None)


def _beyond(key: Key, by: str, *, downward: bool) -> Q:
    """The rows that come after `key`, going up or down."""
    side = "lt" if downward else "gt"
    beyond_id: dict[str, Any] = {f"id__{side}": key.id}
    if by == "id":
        return Q(**beyond_id)
    beyond_time: dict[str, Any] = {f"{by}__{side}": key.at}
    same_time: dict[str, Any] = {by: key.at}
    return Q(**beyond_time) | Q(**same_time, **beyond_id)
