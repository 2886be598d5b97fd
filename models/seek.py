"""Plain rows by keyset on an id, as `models.pages` has them of whole rows; bounded at any size."""

from typing import TypeVar
from uuid import UUID

from models import database, sql
from models.pages import Page, Window, cut

Row = TypeVar("Row")

ENDS = UUID(int=0), UUID(int=2**128 - 1)
"""Between these lies every id."""


async def page(row: type[Row], select: str, window: Window, *values: object, by: str) -> Page[Row]:
    """The rows of `select`, which ends with its WHERE clause, in the order of the id `by`."""
    end = f"AND {by} > ${len(values) + 1} AND {by} < ${len(values) + 2}"
    order = f"ORDER BY {by} {_order(window, newest_first=False)} LIMIT {window.count + 1}"
    rows = await sql.fetch(row, f"{select} {end} {order}", *values, *bounds(window))
    return cut(rows, window)


def bounds(window: Window, *, newest_first: bool = False) -> tuple[UUID, UUID]:
    """The ids between which the window lies, exclusive, the lower one first."""
    low, high = window.after, window.before
    if newest_first:
        low, high = high, low
    return (low.id if low else ENDS[0]), (high.id if high else ENDS[1])


def along(
    window: Window, index: tuple[str, str], of: str, low: int, *, newest_first: bool = False
) -> str:
    """The same as `within`, between the parameters `low` and the next."""
    return within(window, index, of, (f"${low}", f"${low + 1}"), newest_first=newest_first)


def within(
    window: Window,
    index: tuple[str, str],
    of: str,
    ends: tuple[str, str],
    *,
    newest_first: bool = False,
) -> str:
    """What follows a WHERE clause to read a window of one owner's rows along their index.

    The index has the owner and the id; `of` is the owner, `ends` are the bounds of the ids. Both
    columns in one comparison leave PostgreSQL no other way than the index: with an equality it
    may read everybody's newest rows in the hope of meeting this owner's.
    """
    (owner, key), (low, high) = index, ends
    order = _order(window, newest_first=newest_first)
    return f"""
        AND ({owner}, {key}) > ({of}, {low}) AND ({owner}, {key}) < ({of}, {high})
        ORDER BY {owner} {order}, {key} {order} LIMIT {window.count + 1}
    """


def ids_of_each(source: str, table: str, ids: str) -> str:
    """A SELECT of the ids alone, as `of_each` finds them."""
    if database.is_sqlite():
        return f"SELECT t.id FROM {of_each(source, table, ids)}"  # noqa: S608  nothing of it comes from outside
    return f"SELECT x.id FROM {source} s CROSS JOIN LATERAL ({ids}) x"  # noqa: S608  likewise


def of_each(source: str, table: str, ids: str) -> str:
    """A FROM clause: of each row `s` of `source` the rows `t` of `table` that `ids` selects.

    `ids` is a SELECT with a LIMIT that may name `s`: each source is read as far as is wanted.
    """
    if database.is_sqlite():
        return f"{source} s CROSS JOIN {table} t ON t.id IN ({ids})"  # in this order
    return f"{source} s CROSS JOIN LATERAL ({ids}) x JOIN {table} t ON t.id = x.id"


def _order(window: Window, *, newest_first: bool) -> str:
    return "DESC" if window.is_downward(newest_first=newest_first) else "ASC"
