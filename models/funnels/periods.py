"""Periods: the stretch of time that a report is about."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models import clock
from models.refusals import PeriodInvalid, StillToCome

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to `until`, at most MOST_DAYS."""

    since: datetime
    until: datetime


def period(since: datetime, until: datetime) -> Period:
    """The period; refused where it ends before it begins, or lasts too long."""
    if not since < until <= since + timedelta(days=MOST_DAYS):
        raise PeriodInvalid("to", days=MOST_DAYS)
    return Period(since, until)


def settled(as_of: datetime | None) -> datetime:
    """The moment that a report tells of: now unless said; refused where it has not come yet."""
    now = clock.now()
    if as_of is not None and as_of > now:
        raise StillToCome("asOf")
    return as_of or now
