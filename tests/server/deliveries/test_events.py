"""Whoever registered hears that an event is moved or cancelled, each in their language."""

import pytest
from icalendar import Calendar

from models import cancelling, clock, database, passes, scheduling
from models.events import Event
from models.mails import Mail
from models.members import Member
from models.notifications import Notification
from models.registrations import Registration
from tests import people, places, postbox, stands
from tests.places import DOORS, HOUR
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")


async def _call_off(event: Event, reason: str = "Storm warning") -> None:
    olga = await people.operator()
    async with database.transaction():
        await scheduling.call_off(event, reason, by=olga.as_member())


async def test_a_move_is_told_to_all_who_have_a_seat_or_a_place_in_line_and_no_one_else() -> None:
    box, hall = Postbox(), await places.hall()
    event = await places.event(hall, capacity=1)
    await places.register(event, await people.member("Ann", locale="zh"))
    await places.register(event, "Ben")
    await places.cancel(await places.register(event, "Cara"))
    await box.fetch()
    await places.change(event, starts_at=DOORS + 24 * HOUR, ends_at=DOORS + 26 * HOUR, hall_id=None)

    told = {letter["To"]: letter for letter in await box.fetch()}

    assert set(told) == {"ann@people.example", "ben@people.example"}
    ann, ben = told["ann@people.example"], told["ben@people.example"]
    assert ann["Subject"] == "《Open House》时间或地点有变"
    assert "2030年5月5日 星期日 18:00–20:00（UTC+8）" in postbox.text(ann)
    assert "原安排：2030年5月4日 星期六 18:00–20:00（UTC+8），Great Hall。" in postbox.text(ann)
    assert "您的席位和通行证依然有效" in postbox.text(ann)
    assert "Your place in line" in postbox.text(ben)
    calendar = Calendar.from_ical(str(postbox.files(ann)["event.ics"].get_content()))
    [entry] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], entry.decoded("DTSTART")) == ("PUBLISH", DOORS + 24 * HOUR)
    assert postbox.files(ben) == {}


async def test_a_cancellation_gives_the_reason_and_takes_the_entry_out_of_calendars() -> None:
    box, event = Postbox(), await places.event(capacity=2)
    gone = await places.register(event, "Cara")
    await places.cancel(gone)
    await places.register(event, "Ann", 2)
    await places.register(event, "Ben")
    await box.fetch()
    await _call_off(event)

    told = await box.fetch()

    assert [(letter["To"], letter["Subject"]) for letter in told] == [
        ("ann@people.example", "Open House is cancelled"),
        ("ben@people.example", "Open House is cancelled"),
    ]
    assert "    Storm warning" in postbox.text(told[0])
    calendar = Calendar.from_ical(str(postbox.files(told[0])["event.ics"].get_content()))
    assert calendar["METHOD"] == "CANCEL"


async def test_nobody_writes_to_those_who_walked_in_and_all_others_hear_as_ever() -> None:
    box, event = Postbox(), await places.event()
    seat = await stands.walked_in(event)
    await stands.walked_in(event, "Wilma")
    await places.register(event, "Ann")
    await box.fetch()
    await places.change(event, starts_at=DOORS + 24 * HOUR, ends_at=DOORS + 26 * HOUR)
    async with database.transaction():
        await passes.reissue(seat, by=event.id)
        party = await Registration.get(id=seat.registration_id)
        await cancelling.cancel(party, by=event.id, reason="Mistyped")
    moved = await box.fetch()
    await _call_off(event)
    called_off = await box.fetch()

    assert [letter["To"] for letter in moved + called_off] == ["ann@people.example"] * 2
    assert await postbox.failures() == []
    assert await Notification.filter(topic__startswith="registration.cancel").count() == 0


async def test_sixty_who_registered_are_told_once_each_however_often_it_is_tried() -> None:
    box, event = Postbox(), await places.event(await places.hall(capacity=300), capacity=60)
    for number in range(60):
        await places.register(event, f"Guest{number}")
    await box.fetch()
    await _call_off(event)
    box.trouble = TimeoutError("mail server is slow")
    await box.fetch()
    box.trouble = None
    later = clock.now() + HOUR
    with clock.injected(lambda: later):
        await box.fetch()
        await box.fetch()

    cancelled = [to for to, subject in box.subjects() if subject == "Open House is cancelled"]
    assert len(cancelled) == len(set(cancelled)) == 60
    assert await Mail.filter(template="event.cancelled", sent_at=None).count() == 0
    assert await Notification.filter(topic="event.cancelled").count() == 60


async def test_whoever_left_the_house_is_told_nothing() -> None:
    box, event = Postbox(), await places.event()
    registration = await places.register(event, "Ann")
    await box.fetch()
    await Member.filter(id=registration.member_id).update(removed_at=DOORS)
    await _call_off(event)

    assert await box.fetch() == []
    assert await Notification.filter(topic="event.cancelled").count() == 0
