"""Slots: the times that an offer makes, worked out and nowhere stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models import clock
from models.appointments.offers import AppointmentOffer
from models.opening_hours import Weekday

_WEEKDAYS = tuple(Weekday)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """From when to when one can come."""

    starts_at: datetime
    ends_at: datetime


def offered(offer: AppointmentOffer, zone: str, since: datetime, until: datetime) -> list[Slot]:
    """The slots that start from `since` up to, not including, `until`, the earliest first.

    Only those that can be booked now, if there is room: none too near and none too far ahead.
    Hours are counted as they pass, so that a change of the clocks neither doubles a slot nor loses
    one, but a day has more or fewer of them.
    """
    if not offer.is_open:
        return []
    now, there = clock.now(), ZoneInfo(zone)
    first = max(since, now + timedelta(minutes=offer.lead_minutes))
    last = min(until, now + timedelta(days=offer.horizon_days))
    slots: list[Slot] = []
    day, end = first.astimezone(there).date() - _DAY, last.astimezone(there).date()
    while day <= end:
        slots += (slot for slot in _of_day(offer, there, day) if first <= slot.starts_at < last)
        day += _DAY
    return slots


def starting(offer: AppointmentOffer, zone: str, at: datetime) -> Slot | None:
    """The slot that starts at this very moment; None where none is offered then."""
    found = offered(offer, zone, at, at + timedelta(microseconds=1))
    return found[0] if found else None


def _of_day(offer: AppointmentOffer, there: ZoneInfo, day: date) -> Iterator[Slot]:
    if day.isoformat() in offer.closed_days:
        return
    length = timedelta(minutes=offer.slot_minutes)
    for hours in offer.hours:
        if hours.weekday is not _WEEKDAYS[day.weekday()]:
            continue
        starts_at, closes_at = (_at(day, text, there) for text in (hours.opens_at, hours.closes_at))
        while starts_at + length <= closes_at:
            yield Slot(starts_at, starts_at + length)
            starts_at += length


def _at(day: date, text: str, there: ZoneInfo) -> datetime:
    """A local time as UTC, in which hours can be counted; 24:00 is the next day's midnight."""
    hour, minute = (int(part) for part in text.split(":"))
    if hour == 24:  # noqa: PLR2004
        day, hour = day + _DAY, 0
    return datetime.combine(day, time(hour, minute), there).astimezone(UTC)
