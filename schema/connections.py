"""Relay connections over keyset pages: `first` or `last`, 1 to 100, never both, never OFFSET."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry

from engine.errors import Problem
from models.pages import MOST, Key, Page, Window
from schema import opaque

T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

First = Annotated[
    int | None, strawberry.argument(description=f"How many from the start, 1 to {MOST}.")
]
Last = Annotated[
    int | None, strawberry.argument(description=f"How many from the end, 1 to {MOST}.")
]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor.")]
Before = Annotated[str | None, strawberry.argument(description="Only what precedes this cursor.")]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Whether there is more, and the cursors at both ends."""

    has_next_page: bool = strawberry.field(description="Whether more follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether more precedes this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge.")


@strawberry.type(description="One item of a list, with its place.")
class Edge(Generic[T]):
    """A node and its cursor."""

    cursor: str = strawberry.field(description="The place of this item; opaque.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """Edges and where they stand."""

    edges: list[Edge[T]] = strawberry.field(description="The items with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page stands in its list.")


def window(first: int | None, after: str | None, last: int | None, before: str | None) -> Window:
    """The window asked for; BAD_USER_INPUT where it is not one."""
    count = first if last is None else last
    if count is None or (first is not None and last is not None) or not 1 <= count <= MOST:
        raise Problem("BAD_USER_INPUT", f"Give either `first` or `last`, from 1 to {MOST}.")
    return Window(
        count, is_last=last is not None, after=_key(after, "after"), before=_key(before, "before")
    )


def connection(page: Page[Any], by: Callable[[Any], datetime] | None = None) -> Connection[Any]:
    """A page as a connection; `by` gives the order's time where it is not the id's own."""
    if by is None:
        edges = [Edge(cursor=opaque.text(row.id.bytes), node=row) for row in page.rows]
    else:
        edges = [Edge(cursor=_cursor(row.id, by(row)), node=row) for row in page.rows]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )


def _cursor(row_id: UUID, at: datetime) -> str:
    micros = ((at - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True)
    return opaque.text(row_id.bytes + micros)


def _key(cursor: str | None, argument: str) -> Key | None:
    if cursor is None:
        return None
    try:
        raw = opaque.raw(cursor)
        return Key(UUID(bytes=raw[:16]), _time(raw[16:]))
    except (ValueError, OverflowError) as problem:
        raise Problem("BAD_USER_INPUT", f"`{argument}` is not a cursor of this list.") from problem


def _time(micros: bytes) -> datetime | None:
    if not micros:
        return None
    return _EPOCH + int.from_bytes(micros, "big", signed=True) * _MICROSECOND
