"""Business time: when so many minutes of opening hours have passed, and how many have."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.opening_hours import OpeningHours, Weekday

_DAYS = 14  # hours are weekly, and a limit is at most a day of them
_WEEKDAYS = tuple(Weekday)
_MINUTE = timedelta(minutes=1)


def after(start: datetime, minutes: int, hours: Sequence[OpeningHours], zone: str) -> datetime:
    """When `minutes` of open time have passed since then; every minute counts without any hours.

    Hours are local times in the IANA zone; on days when clocks change, what really passes counts.
    """
    left = timedelta(minutes=minutes)
    if not hours:
        return start + left
    end = start
    for opens_at, closes_at in _open(start, hours, ZoneInfo(zone), _days_for(minutes, hours)):
        begins = max(opens_at, start)
        if begins + left <= closes_at:
            return begins + left
        left -= max(closes_at - begins, timedelta())
        end = max(end, closes_at)
    return end + left


def between(start: datetime, end: datetime, hours: Sequence[OpeningHours], zone: str) -> int:
    """How many whole minutes of open time lie between; 0 where the end comes first.

    It undoes `after`: so many minutes after a start are so many minutes from it.
    """
    return Openings(start, end, hours, zone).minutes(start, end)


class Openings:
    """When it is open from `since` until `until`, laid out once to count in many times."""

    def __init__(
        self, since: datetime, until: datetime, hours: Sequence[OpeningHours], zone: str
    ) -> None:
        self._is_always_open = not hours
        self._begins: list[datetime] = []
        self._ends: list[datetime] = []
        self._passed = [timedelta()]
        local = ZoneInfo(zone)
        days = (until.astimezone(local).date() - since.astimezone(local).date()).days + 1
        for opens_at, closes_at in _open(since, hours, local, days):
            if opens_at < closes_at:  # nothing is left of hours that a change of clocks leaves out
                self._begins.append(opens_at)
                self._ends.append(closes_at)
                self._passed.append(self._passed[-1] + (closes_at - opens_at))

    def minutes(self, start: datetime, end: datetime) -> int:
        """As `between`, of two times within."""
        if end <= start:
            return 0
        passed = end - start if self._is_always_open else self._until(end) - self._until(start)
        return passed // _MINUTE

    def _until(self, at: datetime) -> timedelta:
        """The open time from the beginning until then."""
        number = bisect_right(self._begins, at)
        if not number:
            return timedelta()
        begins, ends = self._begins[number - 1], self._ends[number - 1]
        return self._passed[number - 1] + (min(at, ends) - begins)


def is_open(at: datetime, hours: Sequence[OpeningHours], zone: str) -> bool:
    """Whether it is open then; always without any hours."""
    if not hours:
        return True
    spans = _open(at, hours, ZoneInfo(zone), 1)
    return any(opens_at <= at < closes_at for opens_at, closes_at in spans)


def _days_for(minutes: int, hours: Sequence[OpeningHours]) -> int:
    """As many days as certainly hold so much open time."""
    weekly = sum(_minutes(one.closes_at) - _minutes(one.opens_at) for one in hours)
    return _DAYS + 7 * (minutes // weekly)


def _minutes(local: str) -> int:
    return 60 * int(local[:2]) + int(local[3:])


def _open(
    start: datetime, hours: Sequence[OpeningHours], zone: ZoneInfo, days: int
) -> Iterator[tuple[datetime, datetime]]:
    """The spans that are open, from the day of `start` on, in order."""
    first = start.astimezone(zone).date()
    for number in range(days):
        day = first + timedelta(days=number)
        for one in hours:
            if one.weekday is _WEEKDAYS[day.weekday()]:
                yield _instant(day, one.opens_at, zone), _instant(day, one.closes_at, zone)


def _instant(day: date, local: str, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(day, time(), zone)
    if local == "24:00":
        midnight += timedelta(days=1)
    else:
        midnight = midnight.replace(hour=int(local[:2]), minute=int(local[3:]))
    return midnight.astimezone(UTC)
