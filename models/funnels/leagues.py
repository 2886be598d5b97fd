"""The league of dealers: what became of the leads of a period, dealer by dealer."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from models import sql
from models.funnels import answers, figures, sales
from models.funnels.answers import Answer
from models.funnels.periods import Period

MOST_LINES = 200
LEAST_DEALERS = 5
"""Of fewer a median would tell one dealer of another."""


@dataclass(frozen=True, slots=True)
class LeagueLine:
    """One dealer's leads; `response_minutes` is the median of open minutes to acknowledge one."""

    dealer_id: UUID
    leads: int
    due: int
    in_time: int
    test_drives: int
    orders: int
    response_minutes: int | None

    @property
    def in_time_percent(self) -> str | None:
        """How many in a hundred of those due were acknowledged in time."""
        return figures.percent(self.in_time, self.due)


@dataclass(frozen=True, slots=True)
class LeagueMedian:
    """What stands in the middle of all dealers that had leads."""

    dealers: int
    leads: int
    in_time_percent: str | None
    test_drives: int
    orders: int
    response_minutes: int | None


@dataclass(frozen=True, slots=True)
class League:
    """The dealers that had leads, most orders first, as they stood at `as_of`.

    There is no median of fewer than LEAST_DEALERS.
    """

    as_of: datetime
    lines: Sequence[LeagueLine]
    median: LeagueMedian | None

    def seen_by(self, dealer_ids: Iterable[UUID]) -> "League":
        """The same with the lines of these dealers alone."""
        own = set(dealer_ids)
        return replace(self, lines=[line for line in self.lines if line.dealer_id in own])

    def shown(self) -> "League":
        """The same with the first MOST_LINES lines."""
        return replace(self, lines=self.lines[:MOST_LINES])


@dataclass(frozen=True, slots=True)
class _Results:
    dealer_id: UUID
    test_drives: int
    orders: int


async def league(period: Period, as_of: datetime) -> League:
    """All dealers that captured leads in the period, in three statements."""
    found = await answers.answers(period, as_of, None)
    opened = await answers.open_times(found)
    results = await _results(period, as_of)
    by_dealer: defaultdict[UUID, list[Answer]] = defaultdict(list)
    for one in found:
        by_dealer[one.dealer_id].append(one)
    lines = [
        LeagueLine(
            dealer_id,
            len(of_dealer),
            len(answers.due(of_dealer, as_of)),
            sum(one.is_in_time() for one in of_dealer),
            results[dealer_id].test_drives,
            results[dealer_id].orders,
            figures.rank(answers.to_acknowledge(of_dealer, opened), 50),
        )
        for dealer_id, of_dealer in by_dealer.items()
        if dealer_id in results
    ]
    lines.sort(key=lambda line: (-line.orders, -line.test_drives, -line.leads, line.dealer_id))
    return League(as_of, lines, _median(lines))


async def _results(period: Period, as_of: datetime) -> dict[UUID, _Results]:
    rows = await sql.fetch(
        _Results,
        f"""
        SELECT l.dealer_id, count(DISTINCT CASE WHEN m.to_state IN ('TEST_DRIVE', 'OFFER', 'WON')
                                           THEN l.id END) AS test_drives,
               count(DISTINCT CASE WHEN m.to_state = 'WON' AND {sales.STANDS} THEN l.id END)
                   AS orders
        FROM leads l LEFT JOIN lead_moves m ON m.lead_id = l.id AND m.at <= $3
        WHERE l.captured_at >= $1 AND l.captured_at < $2 AND l.captured_at <= $3
        GROUP BY l.dealer_id
        """,  # noqa: S608  nothing of it comes from outside
        period.since,
        period.until,
        as_of,
    )
    return {row.dealer_id: row for row in rows}


def _median(lines: Sequence[LeagueLine]) -> LeagueMedian | None:
    if len(lines) < LEAST_DEALERS:
        return None
    answered = [line.response_minutes for line in lines if line.response_minutes is not None]
    counted = sorted((line for line in lines if line.due), key=_in_time)
    middle = counted[(len(counted) - 1) // 2] if counted else None
    return LeagueMedian(
        len(lines),
        _middle(lines, lambda line: line.leads),
        middle.in_time_percent if middle else None,
        _middle(lines, lambda line: line.test_drives),
        _middle(lines, lambda line: line.orders),
        figures.rank(answered, 50),
    )


def _in_time(line: LeagueLine) -> Fraction:
    return Fraction(line.in_time, line.due)


def _middle(lines: Sequence[LeagueLine], count: Callable[[LeagueLine], int]) -> int:
    ordered = sorted(map(count, lines))
    return ordered[(len(ordered) - 1) // 2]
