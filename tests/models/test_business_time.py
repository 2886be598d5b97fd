"""Business time: minutes count while it is open, in the zone of the place."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import business_time
from models.opening_hours import OpeningHours, Weekday

NINE_TO_FIVE = [OpeningHours(day, "09:00", "17:00") for day in list(Weekday)[:5]]
FRIDAY = datetime(2026, 3, 6, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def test_without_hours_every_minute_counts() -> None:
    assert business_time.after(FRIDAY, 30, [], BERLIN) == FRIDAY + timedelta(minutes=30)
    assert business_time.is_open(FRIDAY, [], BERLIN)


def test_a_limit_that_does_not_fit_into_friday_goes_on_on_monday() -> None:
    at = FRIDAY.replace(hour=15, minute=50)  # 16:50 in Berlin

    assert business_time.after(at, 30, NINE_TO_FIVE, BERLIN) == datetime(
        2026, 3, 9, 8, 20, tzinfo=UTC
    )


def test_before_opening_the_limit_counts_from_the_opening() -> None:
    at = FRIDAY.replace(hour=3)

    assert business_time.after(at, 30, NINE_TO_FIVE, BERLIN) == FRIDAY.replace(hour=8, minute=30)


def test_a_break_at_noon_does_not_count() -> None:
    hours = [
        OpeningHours(Weekday.FRIDAY, "09:00", "12:00"),
        OpeningHours(Weekday.FRIDAY, "13:00", "24:00"),
    ]

    at = FRIDAY.replace(hour=10, minute=50)  # 11:50 in Berlin
    assert business_time.after(at, 30, hours, BERLIN) == FRIDAY.replace(hour=12, minute=20)
    assert not business_time.is_open(FRIDAY.replace(hour=11, minute=30), hours, BERLIN)
    assert business_time.is_open(FRIDAY.replace(hour=22, minute=59), hours, BERLIN)


def test_when_clocks_change_what_really_passes_counts() -> None:
    hours = [OpeningHours(Weekday.SUNDAY, "01:00", "05:00")]
    at = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)  # 01:00 in Berlin; 02:00 to 03:00 is left out

    assert business_time.after(at, 120, hours, BERLIN) == datetime(2026, 3, 29, 2, 0, tzinfo=UTC)


@given(
    start=st.integers(0, 365 * 24 * 60).map(lambda minutes: FRIDAY + timedelta(minutes=minutes)),
    minutes=st.integers(1, 1440),
    more=st.integers(0, 600),
)
def test_a_longer_limit_ends_no_earlier_and_at_an_open_minute(
    start: datetime, minutes: int, more: int
) -> None:
    end = business_time.after(start, minutes, NINE_TO_FIVE, BERLIN)
    assert business_time.after(start, minutes + more, NINE_TO_FIVE, BERLIN) >= end
    assert end >= start + timedelta(minutes=minutes)
    assert business_time.is_open(end - timedelta(seconds=1), NINE_TO_FIVE, BERLIN)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ((6, 7, 0), (6, 8, 30), 30),  # opens at 8 by UTC
        ((6, 15, 50), (9, 8, 20), 30),  # over the weekend
        ((7, 9, 0), (8, 9, 0), 0),  # within it
        ((6, 9, 0), (6, 8, 0), 0),  # the end comes first
        ((2, 0, 0), (9, 0, 0), 5 * 8 * 60),  # a week
    ],
)
def test_minutes_between_are_those_that_it_was_open(
    start: tuple[int, int, int], end: tuple[int, int, int], minutes: int
) -> None:
    since, until = (datetime(2026, 3, *at, tzinfo=UTC) for at in (start, end))
    assert business_time.between(since, until, NINE_TO_FIVE, BERLIN) == minutes


def test_without_hours_whole_minutes_are_counted() -> None:
    end = FRIDAY + timedelta(minutes=90, seconds=59)
    assert business_time.between(FRIDAY, end, [], BERLIN) == 90


_HOURS = st.sampled_from(
    [
        [],
        NINE_TO_FIVE,
        [
            OpeningHours(Weekday.SUNDAY, "00:00", "24:00"),
            OpeningHours(Weekday.MONDAY, "00:00", "00:30"),
        ],
        [
            OpeningHours(day, *span)
            for day in Weekday
            for span in (("08:30", "12:00"), ("13:15", "24:00"))
        ],
    ]
)


@given(
    start=st.integers(0, 365 * 24 * 3600).map(lambda seconds: FRIDAY + timedelta(seconds=seconds)),
    minutes=st.integers(1, 3000),
    hours=_HOURS,
    zone=st.sampled_from([BERLIN, "Asia/Shanghai", "America/St_Johns"]),
)
def test_minutes_between_undo_minutes_after(
    start: datetime, minutes: int, hours: list[OpeningHours], zone: str
) -> None:
    end = business_time.after(start, minutes, hours, zone)
    assert business_time.between(start, end, hours, zone) == minutes
