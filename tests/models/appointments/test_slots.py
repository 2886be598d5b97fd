from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from models import clock
from models.appointments import slots
from models.appointments.offers import AppointmentOffer
from models.opening_hours import Weekday
from tests.showrooms import HOUR, NOW, TEN

DAY = timedelta(days=1)
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"


def _offer(opens_at: str = "10:00", closes_at: str = "18:00", **said: object) -> AppointmentOffer:
    week = [{"weekday": day, "opens_at": opens_at, "closes_at": closes_at} for day in Weekday]
    standing = {
        "opening_hours": week, "closed_days": [], "slot_minutes": 60, "capacity": 1,
        "lead_minutes": 60, "horizon_days": 30, "price_fen": 0, "is_open": True,
    }  # fmt: skip
    return AppointmentOffer(**(standing | said))


def _starts(
    offer: AppointmentOffer, since: datetime, until: datetime, now: datetime, zone: str = SHANGHAI
) -> list[datetime]:
    with clock.injected(lambda: now):
        return [slot.starts_at for slot in slots.offered(offer, zone, since, until)]


def test_slots_fill_the_hours_in_the_dealers_zone_and_the_last_ends_when_it_closes() -> None:
    assert _starts(_offer(), TEN - 5 * HOUR, TEN + 12 * HOUR, NOW) == [
        TEN + hours * HOUR for hours in range(8)
    ]
    assert len(_starts(_offer(slot_minutes=90), TEN, TEN + DAY - HOUR, NOW)) == 5


def test_a_slot_that_would_outlast_the_hours_is_none() -> None:
    assert _starts(_offer(slot_minutes=500), TEN, TEN + HOUR, NOW) == []


def test_hours_up_to_midnight_end_there() -> None:
    late = _offer("22:00", "24:00")
    assert _starts(late, TEN, TEN + DAY, NOW) == [TEN + 12 * HOUR, TEN + 13 * HOUR]


def test_what_is_too_near_or_too_far_ahead_is_not_offered() -> None:
    offer = _offer(lead_minutes=120, horizon_days=1)
    assert _starts(offer, TEN - DAY, TEN + 9 * DAY, TEN) == [
        *[TEN + hours * HOUR for hours in range(2, 8)]
    ]
    assert _starts(offer, TEN - DAY, TEN + 9 * DAY, TEN - timedelta(microseconds=1))[0] == (
        TEN + 2 * HOUR
    )
    assert _starts(offer, TEN - DAY, TEN + 9 * DAY, TEN + HOUR)[-1] == TEN + DAY


def test_a_closed_day_has_no_slots_nor_has_a_closed_offer() -> None:
    offer = _offer(closed_days=["2030-05-06"])
    assert _starts(offer, TEN, TEN + 2 * DAY - HOUR, NOW)[0] == TEN + DAY
    assert _starts(_offer(is_open=False), TEN, TEN + DAY, NOW) == []


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (datetime(2030, 3, 31, tzinfo=UTC), 3),  # two o'clock does not come
        (datetime(2030, 3, 30, tzinfo=UTC), 4),
        (datetime(2030, 10, 27, tzinfo=UTC), 5),  # two o'clock comes twice
    ],
)
def test_a_change_of_the_clocks_neither_doubles_a_slot_nor_lets_two_overlap(
    day: datetime, count: int
) -> None:
    night = _offer("01:00", "05:00", horizon_days=60)
    since = day - 2 * HOUR
    found = _starts(night, since, since + DAY - 3 * HOUR, day - 9 * DAY, BERLIN)
    assert len(found) == count
    gaps = [later - earlier for earlier, later in pairwise(found)]
    assert gaps == [HOUR] * (count - 1)


def test_only_a_slots_very_start_names_it() -> None:
    with clock.injected(lambda: NOW):
        found = slots.starting(_offer(), SHANGHAI, TEN)
        assert found == slots.Slot(TEN, TEN + HOUR)
        assert slots.starting(_offer(), SHANGHAI, TEN + timedelta(microseconds=1)) is None
