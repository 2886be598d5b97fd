"""Conversions: to which touches the leads or orders of a period are owed.

Each is shared out among the touches before it, and comes to exactly one.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from models import sql
from models.funnels import figures, merges, sales
from models.funnels.cuts import COLUMNS, MOST_LINES, Key, ReportCut, key
from models.funnels.periods import Period


class ConversionKind(StrEnum):
    """What counts as a conversion, at the moment of it."""

    LEAD = "LEAD"
    ORDER = "ORDER"


class AttributionView(StrEnum):
    """Which of the touches before a conversion it is owed to."""

    FIRST = "FIRST"
    LAST = "LAST"
    WEIGHTED = "WEIGHTED"


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is shared out, under which view, and of what the lines are."""

    view: AttributionView
    of: ConversionKind = ConversionKind.ORDER
    by: ReportCut = ReportCut.SOURCE


@dataclass(frozen=True, slots=True)
class Credit:
    """What is owed to one source, campaign, event or host: a number with two digits."""

    key: Key
    conversions: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """The conversions of a period as they stood at `as_of`, and credits that add up to them.

    The largest credit comes first.
    """

    as_of: datetime
    conversions: int
    credits: Sequence[Credit]


@dataclass(frozen=True, slots=True)
class _Part:
    """Of conversions with `touches` touches: how many of a line were first, last, in between."""

    line: str | None
    is_rest: bool
    touches: int
    firsts: int
    lasts: int
    middles: int


async def attribution(
    period: Period, as_of: datetime, sharing: Sharing, *, dealer_id: UUID | None
) -> Attribution:
    """The conversions of a period with one dealer, or with all, in one statement.

    An order that was taken back by then is none. What came of no known touch is owed to a line of
    its own.
    """
    statement = _statement(sharing, has_dealer=dealer_id is not None)
    dealers = [dealer_id] if dealer_id else []
    parts = await sql.fetch(_Part, statement, period.since, period.until, as_of, *dealers)
    owed: defaultdict[Key, Fraction] = defaultdict(Fraction)
    for part in parts:
        owed[key(sharing.by, part.line, is_rest=part.is_rest)] += _WEIGHTS[sharing.view](part)
    lines = sorted(owed, key=lambda line: (line.is_rest, -owed[line], repr(line)))
    lines = [line for line in lines if owed[line]]
    shown = figures.shares([owed[line] for line in lines])
    return Attribution(as_of, int(sum(owed.values())), list(map(Credit, lines, shown)))


def _weighted(part: _Part) -> Fraction:
    """Two fifths to the first touch and to the last, one to those between; else equal shares."""
    if part.touches <= len(("first", "last")):
        return Fraction(part.firsts + part.lasts, 2)
    ends = Fraction(2, 5) * (part.firsts + part.lasts)
    return ends + Fraction(part.middles, 5 * (part.touches - 2))


_WEIGHTS: dict[AttributionView, Callable[[_Part], Fraction]] = {
    AttributionView.FIRST: lambda part: Fraction(part.firsts),
    AttributionView.LAST: lambda part: Fraction(part.lasts),
    AttributionView.WEIGHTED: _weighted,
}

_CONVERTED = {
    ConversionKind.LEAD: """
        SELECT l.id AS lead_id, l.captured_at AS at FROM leads l
        WHERE l.captured_at >= $1 AND l.captured_at < $2 AND l.captured_at <= $3
    """,
    ConversionKind.ORDER: f"""
        SELECT m.lead_id, m.at FROM lead_moves m JOIN leads l ON l.id = m.lead_id
        WHERE m.to_state = 'WON' AND m.at >= $1 AND m.at < $2 AND m.at <= $3 AND {sales.STANDS}
    """,  # noqa: S608  nothing of it comes from outside
}


def _statement(sharing: Sharing, *, has_dealer: bool) -> str:
    """$1 and $2 bound the period, $3 is the moment, $4 the dealer.

    The touches of a lead that was merged lie with the other one.
    """
    at_dealer = "AND l.dealer_id = $4" if has_dealer else ""
    touch = f"t.id, t.at, t.ref, CAST(t.{COLUMNS[sharing.by]} AS text) AS line"
    was_known = "t.at <= c.at AND t.created_at <= $3"
    return f"""
        WITH won AS ({_CONVERTED[sharing.of]} {at_dealer}),
        heads AS ({merges.heads("$3")}),
        moved AS ({merges.placed("$3")}),
        converted AS (
            SELECT w.lead_id, w.at, coalesce(h.head_id, w.lead_id) AS head_id
            FROM won w LEFT JOIN heads h ON h.lead_id = w.lead_id
        ),
        touched AS (
            SELECT c.lead_id, {touch} FROM converted c JOIN touches t ON t.lead_id = c.head_id
            WHERE {was_known} AND t.id NOT IN (SELECT touch_id FROM moved)
            UNION ALL
            SELECT c.lead_id, {touch} FROM converted c JOIN moved v ON v.lead_id = c.head_id
            JOIN touches t ON t.id = v.touch_id WHERE {was_known}
        ),
        placed AS (
            SELECT t.line, count(t.id) OVER whole AS touches,
                   row_number() OVER (PARTITION BY c.lead_id ORDER BY t.at, t.ref) AS place
            FROM converted c LEFT JOIN touched t ON t.lead_id = c.lead_id
            WINDOW whole AS (PARTITION BY c.lead_id)
        ),
        counted AS (
            SELECT line, touches, count(CASE WHEN place = 1 THEN 1 END) AS firsts,
                   count(CASE WHEN place >= touches THEN 1 END) AS lasts,
                   count(CASE WHEN place > 1 AND place < touches THEN 1 END) AS middles
            FROM placed GROUP BY line, touches
        ),
        ordered AS (
            SELECT line, row_number() OVER (
                ORDER BY sum(firsts + lasts + middles) DESC,
                         CASE WHEN line IS NULL THEN 1 ELSE 0 END, line) AS place
            FROM counted GROUP BY line
        )
        SELECT CASE WHEN o.place <= {MOST_LINES} THEN c.line END AS line,
               o.place > {MOST_LINES} AS is_rest, c.touches,
               {", ".join(f"CAST(sum(c.{name}) AS bigint) AS {name}" for name in _SUMMED)}
        FROM counted c JOIN ordered o ON o.line IS NOT DISTINCT FROM c.line
        GROUP BY CASE WHEN o.place <= {MOST_LINES} THEN o.place END, 1, 2, c.touches
    """  # noqa: S608  nothing of it comes from outside


_SUMMED = ("firsts", "lasts", "middles")
