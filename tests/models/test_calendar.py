from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from models import clock
from models.calendar import calendar_of
from models.events import Event, EventState
from models.registrations import Registration, RegistrationState
from models.venues import Venue

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
STARTS = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
LONG = "上海车友会春季沙龙，欢迎新老朋友，请提前十分钟到场。" * 12


@pytest.fixture
def venue() -> Venue:
    return Venue(
        name="七号码头",
        address="上海市黄浦区滨江路7号; 2,3层",
        zone="Asia/Shanghai",
        latitude=31.2304,
        longitude=121.4737,
    )


@pytest.fixture
def event() -> Event:
    return Event(
        title="春季沙龙，与车友同行",
        description=f"{LONG}\n第二行",
        state=EventState.PUBLISHED,
        starts_at=STARTS,
        ends_at=STARTS + timedelta(hours=2),
        capacity=10,
        version=3,
    )


def _read(file: str) -> tuple[Calendar, Any]:
    calendar = Calendar.from_ical(file)
    assert isinstance(calendar, Calendar)
    [entry] = calendar.events
    return calendar, entry


def test_the_file_says_what_when_and_where(event: Event, venue: Venue) -> None:
    with clock.injected(lambda: NOW):
        calendar, entry = _read(calendar_of(event, venue))
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert entry["uid"] == f"{event.id}@paddock"
    assert entry["sequence"] == 3
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (event.starts_at, event.ends_at)
    assert entry.decoded("dtstamp") == NOW
    assert (entry["geo"].latitude, entry["geo"].longitude) == (31.2304, 121.4737)
    assert entry["status"] == "CONFIRMED"


def test_chinese_folds_into_short_lines_and_reads_back_whole(event: Event, venue: Venue) -> None:
    file = calendar_of(event, venue)
    assert max(len(line.encode()) for line in file.split("\r\n")) <= 75
    _, entry = _read(file)
    assert entry["summary"] == "春季沙龙，与车友同行"
    assert entry["description"] == f"{LONG}\n第二行"
    assert entry["location"] == "七号码头, 上海市黄浦区滨江路7号; 2,3层"


def test_a_title_cannot_break_out_of_its_line(event: Event, venue: Venue) -> None:
    event.description = "x\nEND:VEVENT\nBEGIN:VALARM"
    calendar, entry = _read(calendar_of(event, venue))
    assert len(calendar.walk()) == 2
    assert entry["description"] == event.description


def test_what_is_not_known_is_left_out(event: Event, venue: Venue) -> None:
    venue.latitude = venue.longitude = None
    event.description = ""
    _, entry = _read(calendar_of(event, venue))
    assert "geo" not in entry
    assert "description" not in entry


def test_a_later_file_replaces_the_earlier_one(event: Event, venue: Venue) -> None:
    _, first = _read(calendar_of(event, venue))
    event.version, event.starts_at = 4, STARTS + timedelta(hours=1)
    _, second = _read(calendar_of(event, venue))
    assert second["uid"] == first["uid"]
    assert second["sequence"] == first["sequence"] + 1


@pytest.mark.parametrize(
    ("states", "method", "status"),
    [
        ((EventState.DRAFT, None), "PUBLISH", "TENTATIVE"),
        ((EventState.IN_PROGRESS, None), "PUBLISH", "CONFIRMED"),
        ((EventState.ENDED, None), "PUBLISH", "CONFIRMED"),
        ((EventState.CANCELLED, None), "CANCEL", "CANCELLED"),
        ((EventState.PUBLISHED, RegistrationState.CONFIRMED), "PUBLISH", "CONFIRMED"),
        ((EventState.PUBLISHED, RegistrationState.WAITING), "PUBLISH", "TENTATIVE"),
        ((EventState.PUBLISHED, RegistrationState.OFFERED), "PUBLISH", "TENTATIVE"),
        ((EventState.PUBLISHED, RegistrationState.EXPIRED), "CANCEL", "CANCELLED"),
        ((EventState.PUBLISHED, RegistrationState.CANCELLED), "CANCEL", "CANCELLED"),
        ((EventState.CANCELLED, RegistrationState.CANCELLED), "CANCEL", "CANCELLED"),
    ],
)
def test_the_file_says_how_it_stands(
    event: Event,
    venue: Venue,
    states: tuple[EventState, RegistrationState | None],
    method: str,
    status: str,
) -> None:
    event.state, state = states
    registration = Registration(state=state, seat_count=1) if state else None
    calendar, entry = _read(calendar_of(event, venue, registration))
    assert (calendar["method"], entry["status"]) == (method, status)
    assert entry["uid"] == f"{(registration or event).id}@paddock"
