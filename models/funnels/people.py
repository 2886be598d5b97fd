"""The funnel: people who registered or came in a period, and how far they have come since.

Counted from rows that are only ever added, so that the same moment gives the same figures later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from uuid import UUID

from models import sql
from models.funnels import merges, sales
from models.funnels.cuts import COLUMNS, MOST_LINES, Key, ReportCut, key
from models.funnels.figures import percent
from models.funnels.periods import Period


class FunnelStage(StrEnum):
    """The steps of a funnel, each of which implies those before it."""

    REGISTERED = "REGISTERED"
    LEAD = "LEAD"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    TEST_DRIVE = "TEST_DRIVE"
    ORDER = "ORDER"


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many came so far: a number, and in a hundred of the first step and of the one before."""

    stage: FunnelStage
    count: int
    percent: str | None
    percent_of_previous: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people came at least so far; `referred_orders` are those a member had brought."""

    registered: int = 0
    leads: int = 0
    acknowledged: int = 0
    test_drives: int = 0
    orders: int = 0
    referred_orders: int = 0

    @property
    def steps(self) -> list[FunnelStep]:
        """The steps with their percentages, the first one first."""
        counts = (
            self.registered, self.leads, self.acknowledged, self.test_drives, self.orders,
        )  # fmt: skip
        before = (self.registered, *counts)
        return [
            FunnelStep(stage, count, percent(count, self.registered), percent(count, previous))
            for stage, count, previous in zip(FunnelStage, counts, before, strict=False)
        ]

    @property
    def referred_percent(self) -> str | None:
        """How many in a hundred orders are of people whom a member had brought."""
        return percent(self.referred_orders, self.orders)


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """The people of one source, campaign, event or host."""

    key: Key
    counts: Counts


@dataclass(frozen=True, slots=True)
class Funnel:
    """A cohort as it stood at `as_of`: all of it, and line by line, the largest first."""

    as_of: datetime
    counts: Counts
    lines: Sequence[FunnelLine]


@dataclass(frozen=True, slots=True)
class _Line(Counts):
    line: str | None = None
    is_rest: bool = False


async def funnel(
    period: Period, as_of: datetime, *, dealer_id: UUID | None, by: ReportCut | None
) -> Funnel:
    """The people of a period with one dealer, or with all; one statement, lines only with `by`.

    They are known by the lead that they share, whoever has none is one for each contact.
    """
    values = [period.since, period.until, as_of, *([dealer_id] if dealer_id else [])]
    found = await sql.fetch(_Line, _statement(by, has_dealer=dealer_id is not None), *values)
    lines = [
        FunnelLine(key(by, line.line, is_rest=line.is_rest), _bare(line)) for line in found if by
    ]
    return Funnel(as_of, reduce(_both, map(_bare, found), Counts()), lines)


def _bare(line: Counts) -> Counts:
    return Counts(*(getattr(line, name) for name in _NAMES))


def _both(one: Counts, other: Counts) -> Counts:
    return Counts(*(getattr(one, name) + getattr(other, name) for name in _NAMES))


_NAMES = tuple(Counts.__dataclass_fields__)

# A step implies those before it, and whatever is done acknowledges. A sale that was taken back by
# then is none, but they had driven.
_STEP = f"""
    CASE WHEN m.to_state = 'WON' AND {sales.STANDS} THEN 4
         WHEN m.to_state IN ('TEST_DRIVE', 'OFFER', 'WON') THEN 3
         WHEN m.to_state IS NOT NULL THEN 2 ELSE 1 END
"""


def _statement(by: ReportCut | None, *, has_dealer: bool) -> str:
    """$1 and $2 bound the period, $3 is the moment, $4 the dealer."""
    at_event, at_dealer = "", ""
    if has_dealer:
        at_event = "AND s.event_id IN (SELECT event_id FROM event_dealers WHERE dealer_id = $4)"
        at_dealer = "AND t.dealer_id = $4"
    return f"""
        WITH placed AS ({merges.placed("$3")}),
        came AS (
            SELECT s.contact_id, r.created_at AS at, CAST(s.id AS text) AS ref, s.event_id,
                   e.host_id
            FROM registrations r JOIN seats s ON s.registration_id = r.id
            JOIN events e ON e.id = s.event_id
            WHERE r.created_at >= $1 AND r.created_at < $2 AND r.created_at <= $3 {at_event}
            UNION ALL
            SELECT t.contact_id, t.at, CAST(t.id AS text), t.event_id, t.host_id FROM touches t
            WHERE t.at >= $1 AND t.at < $2 AND t.created_at <= $3 {at_dealer}
        ),
        touched AS (
            SELECT t.contact_id, t.at, CAST(t.id AS text) AS ref, t.source, t.campaign,
                   t.referrer_id,
                   coalesce(p.lead_id, t.lead_id) AS lead_id
            FROM touches t LEFT JOIN placed p ON p.touch_id = t.id
            WHERE t.at >= $1 AND t.created_at <= $3 {at_dealer}
              AND t.contact_id IN (SELECT contact_id FROM came)
        ),
        known AS (
            SELECT c.contact_id,
                   coalesce(min(CAST(t.lead_id AS text)), CAST(c.contact_id AS text)) AS person
            FROM (SELECT DISTINCT contact_id FROM came) c
            LEFT JOIN touched t ON t.contact_id = c.contact_id GROUP BY c.contact_id
        ),
        reached AS (
            SELECT k.person, max({_STEP}) AS step,
                   max(CASE WHEN t.source = 'REFERRAL' OR t.referrer_id IS NOT NULL
                        THEN 1 ELSE 0 END) AS is_referred
            FROM known k JOIN touched t ON t.contact_id = k.contact_id
            LEFT JOIN lead_moves m ON m.lead_id = t.lead_id AND m.at <= $3 GROUP BY k.person
        ),
        first AS ({_first(by)}),
        counted AS (
            SELECT f.line, count(*) AS registered,
                   count(CASE WHEN r.step >= 1 THEN 1 END) AS leads,
                   count(CASE WHEN r.step >= 2 THEN 1 END) AS acknowledged,
                   count(CASE WHEN r.step >= 3 THEN 1 END) AS test_drives,
                   count(CASE WHEN r.step >= 4 THEN 1 END) AS orders,
                   count(CASE WHEN r.step >= 4 AND r.is_referred = 1 THEN 1 END) AS referred_orders
            FROM (SELECT DISTINCT person FROM known) k
            LEFT JOIN first f ON f.person = k.person LEFT JOIN reached r ON r.person = k.person
            GROUP BY f.line
        ),
        ordered AS (
            SELECT c.*, row_number() OVER (
                ORDER BY registered DESC, CASE WHEN line IS NULL THEN 1 ELSE 0 END, line) AS place
            FROM counted c
        )
        SELECT CASE WHEN place <= {MOST_LINES} THEN line END AS line,
               place > {MOST_LINES} AS is_rest,
               {", ".join(f"CAST(sum({name}) AS bigint) AS {name}" for name in _NAMES)}
        FROM ordered GROUP BY CASE WHEN place <= {MOST_LINES} THEN place END, 1, 2
        ORDER BY min(place)
    """  # noqa: S608  nothing of it comes from outside


def _first(by: ReportCut | None) -> str:
    """A SELECT of each person's line: by what they first came, or first touched a dealer."""
    if by is None:
        return "SELECT DISTINCT person, CAST(NULL AS text) AS line FROM known"
    ways = "touched" if by in {ReportCut.SOURCE, ReportCut.CAMPAIGN} else "came"
    return f"""
        SELECT person, line FROM (
            SELECT k.person, CAST(w.{COLUMNS[by]} AS text) AS line,
                   row_number() OVER (PARTITION BY k.person ORDER BY w.at, w.ref) AS place
            FROM known k JOIN {ways} w ON w.contact_id = k.contact_id
        ) AS ways WHERE place = 1
    """  # noqa: S608  likewise
