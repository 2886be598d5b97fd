"""Excerpts: pages of the lists of many owners, read in one statement with all that is asked for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from models import database, joins
from models.joins import Beside, Part, Values
from models.pages import Key, Page, Window, cut
from models.rows import Row, Step
from models.seek import ENDS

_FIRST = Key(ENDS[0], datetime.min.replace(tzinfo=UTC))
_LAST = Key(ENDS[1], datetime.max.replace(tzinfo=UTC))


class Excerpt(NamedTuple):
    """A page of an owner's list, of the rows in one state where it is given."""

    of: UUID
    window: Window
    state: StrEnum | None = None


Excerpts = dict[Excerpt, Page[Any]]
"""The pages that there are for the viewer."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows `t` of a table by owner, in the order of the time `at`, then id, or of ids alone."""

    table: str
    owner: str
    at: str | None = None
    newest_first: bool = False
    where: str = "TRUE"

    @property
    def order(self) -> list[str]:
        """The columns of the order."""
        return [f"t.{column}" for column in (self.at, "id") if column]

    def is_downward(self, window: Window) -> bool:
        """Whether the window is read from above."""
        return window.is_downward(newest_first=self.newest_first)


_LISTED = Step("row", "owner")


@dataclass(slots=True)
class _Place(Row):
    """Whose row it is, on the page of which number; an empty page has a place too."""

    owner: UUID
    number: int


async def read(
    listing: Listing,
    excerpts: Iterable[Excerpt],
    owners: str,
    values: Values,
    part: Part,
) -> Excerpts:
    """All in one statement, whatever their number and length.

    `owners` is a SELECT of the ids of those whose lists the viewer may read; what it and the joins
    of the part `t` have for parameters is in `values`.
    """
    asked = defaultdict(set)
    for of, window, state in excerpts:
        asked[window, state].add(of)
    pages = []
    for number, ((window, state), ids) in enumerate(asked.items()):
        # The limit tells PostgreSQL how few they are; it takes any list for a hundred.
        listed = f"SELECT o.id FROM ({owners}) o WHERE o.id IN {values.among(ids)} LIMIT {len(ids)}"  # noqa: S608  nothing of it comes from outside
        whose = f"({listed}) s"
        page = _page(listing, window, state, values)
        pages.append(f"SELECT s.id AS owner, {number} AS number, t.* FROM {whose} LEFT JOIN {page}")  # noqa: S608  likewise
    query = f"""
        FROM ({" UNION ALL ".join(pages)}) t {part.joins}
        ORDER BY {", ".join(listing.order)}
    """
    if listing.at:  # the cursors tell it
        part = replace(part, unused=part.unused - {listing.at})
    place = Part(_Place, "t", (Beside(_LISTED, part),))
    return _cut(listing, await joins.fetch(place, query, values), list(asked))


def _page(listing: Listing, window: Window, state: StrEnum | None, values: Values) -> str:
    """The rows `t` of the owner `s` in a window, and one beyond, read as `seek.along` does."""
    columns = [f"t.{listing.owner}", *listing.order]
    key, (low, high) = ", ".join(columns), _bounds(listing, window, values)
    direction = "DESC" if listing.is_downward(window) else "ASC"
    found = f"""
        FROM {listing.table} t
        WHERE {listing.where} {f"AND t.state = {values.put(state)}" if state else ""}
        AND ({key}) > (s.id, {low}) AND ({key}) < (s.id, {high})
        ORDER BY {", ".join(f"{column} {direction}" for column in columns)}
        LIMIT {window.count + 1}
    """
    if database.is_sqlite():
        return f"{listing.table} t ON t.id IN (SELECT t.id {found})"
    return f"LATERAL (SELECT t.* {found}) t ON TRUE"


def _bounds(listing: Listing, window: Window, values: Values) -> list[str]:
    """Between what the order's columns lie in a window, exclusive, the lower one first."""
    low, high = window.after or _FIRST, window.before or _LAST
    if listing.newest_first:
        low, high = window.before or _FIRST, window.after or _LAST
    if listing.at is None:
        return [values.put(low.id), values.put(high.id)]
    ends = (low.at or _FIRST.at, low.id), (high.at or _LAST.at, high.id)
    return [", ".join(map(values.put, end)) for end in ends]


def _cut(
    listing: Listing,
    places: Sequence[_Place],
    asked: Sequence[tuple[Window, StrEnum | None]],
) -> dict[Excerpt, Page[Any]]:
    rows: defaultdict[tuple[int, UUID], list[Any]] = defaultdict(list)
    for place in places:
        row = place.beside[_LISTED]
        rows[place.number, place.owner] += [row] if row else []
    pages = {}
    for (number, owner), upward in rows.items():
        window, state = asked[number]
        found = upward[::-1] if listing.is_downward(window) else upward
        pages[Excerpt(owner, window, state)] = cut(found, window)
    return pages
