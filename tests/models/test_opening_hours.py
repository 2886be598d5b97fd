import pytest

from models.opening_hours import OpeningHours, Weekday, checked
from models.refusals import OpeningHoursInvalid, OutOfRange


def _on(weekday: Weekday, opens_at: str, closes_at: str) -> OpeningHours:
    return OpeningHours(weekday, opens_at, closes_at)


def test_hours_come_in_the_order_of_the_week_and_of_the_day() -> None:
    sunday = _on(Weekday.SUNDAY, "10:00", "16:00")
    late, early = _on(Weekday.MONDAY, "14:00", "24:00"), _on(Weekday.MONDAY, "09:00", "14:00")
    assert checked([sunday, late, early], "openingHours") == [early, late, sunday]


@pytest.mark.parametrize(
    ("opens_at", "closes_at"),
    [
        ("9:00", "18:00"),
        ("09:00", "18:60"),
        ("09:00", "25:00"),
        ("24:00", "24:00"),
        ("18:00", "09:00"),
        ("09:00", "09:00"),
        ("09:00\n", "18:00"),
        ("", "18:00"),
        ("\N{ARABIC-INDIC DIGIT ZERO}9:00", "18:00"),
    ],
)
def test_hours_that_are_no_span_of_a_day_are_refused(opens_at: str, closes_at: str) -> None:
    with pytest.raises(OpeningHoursInvalid):
        checked([_on(Weekday.MONDAY, opens_at, closes_at)], "openingHours")


def test_hours_of_one_day_may_touch_but_not_overlap() -> None:
    morning = _on(Weekday.MONDAY, "09:00", "12:00")
    assert len(checked([morning, _on(Weekday.MONDAY, "12:00", "18:00")], "openingHours")) == 2
    with pytest.raises(OpeningHoursInvalid):
        checked([morning, _on(Weekday.MONDAY, "11:59", "18:00")], "openingHours")


def test_the_same_hours_on_two_days_do_not_overlap() -> None:
    week = [_on(weekday, "09:00", "18:00") for weekday in Weekday]
    assert checked(week, "openingHours") == week


def test_more_than_fifty_spans_are_refused() -> None:
    with pytest.raises(OutOfRange):
        checked([_on(Weekday.MONDAY, "09:00", "18:00")] * 51, "openingHours")
