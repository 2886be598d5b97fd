"""Moments and spans of time as people read them, in the zone of the place that they concern."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def moment(at: datetime, zone: str, locale: str) -> str:
    """`Saturday 7 March 2026, 18:00 (UTC+8)`, `2026年3月7日 星期六 18:00（UTC+8）`."""
    there = at.astimezone(ZoneInfo(zone))
    offset = _offset(there, locale)
    comma = "," if locale == "en" else ""
    return f"{_day(there, locale)}{comma} {there:%H:%M}{offset}"


def span(starts_at: datetime, ends_at: datetime, zone: str, locale: str) -> str:
    """As `moment`, with the end's time, and its day where that is another."""
    start, end = starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))
    comma = "," if locale == "en" else ""
    from_ = f"{_day(start, locale)}{comma} {start:%H:%M}"
    if start.date() == end.date():
        return f"{from_}–{end:%H:%M}{_offset(start, locale)}"
    return f"{from_} – {_day(end, locale)}{comma} {end:%H:%M}{_offset(start, locale)}"


def _day(there: datetime, locale: str) -> str:
    weekday = _WEEKDAYS[locale][there.weekday()]
    if locale == "zh":
        return f"{there.year}年{there.month}月{there.day}日 {weekday}"
    return f"{weekday} {there.day} {_MONTHS[there.month - 1]} {there.year}"


def _offset(there: datetime, locale: str) -> str:
    """What sets a reader elsewhere right: abbreviations like CST name three zones."""
    minutes = (there.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    name = f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
    name = name if minutes else "UTC"
    return f"（{name}）" if locale == "zh" else f" ({name})"
