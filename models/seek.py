"""Pages of plain rows by keyset on an id, as `models.pages` has them of whole rows."""

from typing import TypeVar
from uuid import UUID

from models import sql
from models.pages import Page, Window, cut

Row = TypeVar("Row")


async def page(
    row: type[Row],
    select: str,
    window: Window,
    *values: object,
    by: str,
    newest_first: bool = False,
) -> Page[Row]:
    """The rows of `select`, which ends with its WHERE clause, in the order of the id `by`."""
    keys: list[UUID] = []
    beyond, before = ("<", ">") if newest_first else (">", "<")
    for key, side in ((window.after, beyond), (window.before, before)):
        if key is not None:
            keys.append(key.id)
            select += f" AND {by} {side} ${len(values) + len(keys)}"
    order = "DESC" if newest_first is not window.is_last else "ASC"
    rows = await sql.fetch(
        row, f"{select} ORDER BY {by} {order} LIMIT {window.count + 1}", *values, *keys
    )
    return cut(rows, window)
