"""Letters of appointments: each once, true when it is written, with a file for calendars."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from models import clock
from models.appointments.rows import Appointment
from models.notifications import Notification
from tests import people, places, postbox, prospects, showrooms
from tests.postbox import Postbox
from tests.showrooms import HOUR, MINUTE, NOW, TEN

pytestmark = pytest.mark.usefixtures("db")


async def _fetch(box: Postbox, at: datetime) -> list[str]:
    """The subjects of what the worker sends when it comes at this time."""
    with clock.injected(lambda: at):
        return [str(letter["Subject"]) for letter in await box.fetch()]


async def _booked(name: str = "Ann", at: datetime = NOW, **said: Any) -> Appointment:
    with clock.injected(lambda: at):
        return await showrooms.book(await showrooms.offer(**said), name)


def _entry(box: Postbox) -> tuple[str, str, int, str, datetime]:
    """What the calendar makes of the last letter."""
    [file] = postbox.files(box.letters[-1]).values()
    calendar: Any = Calendar.from_ical(file.get_content())
    [entry] = calendar.walk("VEVENT")
    return (
        str(calendar["METHOD"]), str(entry["UID"]), int(entry["SEQUENCE"]), str(entry["STATUS"]),
        entry["DTSTART"].dt,
    )  # fmt: skip


async def test_a_confirmed_appointment_comes_with_a_file_that_later_ones_replace() -> None:
    box, made = Postbox(), await _booked()
    uid = f"{made.id}@paddock"
    assert await _fetch(box, NOW) == ["Test drive confirmed: Harbour Motors"]
    assert _entry(box) == ("PUBLISH", uid, 0, "CONFIRMED", TEN)
    with clock.injected(lambda: NOW):
        await showrooms.reschedule(made, TEN + HOUR)
    assert await _fetch(box, NOW) == ["Harbour Motors: new time for your appointment"]
    assert _entry(box) == ("PUBLISH", uid, 1, "CONFIRMED", TEN + HOUR)
    with clock.injected(lambda: NOW):
        await showrooms.cancel(made)
    assert await _fetch(box, NOW) == ["Harbour Motors: appointment cancelled"]
    assert _entry(box) == ("CANCEL", uid, 2, "CANCELLED", TEN + HOUR)


async def test_one_is_reminded_a_day_and_two_hours_before_once_each() -> None:
    box = Postbox()
    await _booked()
    await _fetch(box, NOW)
    assert await _fetch(box, TEN - 24 * HOUR - MINUTE) == []
    assert await _fetch(box, TEN - 24 * HOUR) == ["Tomorrow: test drive at Harbour Motors"]
    assert await _fetch(box, TEN - 3 * HOUR) == []
    assert await _fetch(box, TEN - 2 * HOUR) == ["Soon: test drive at Harbour Motors"]
    assert await _fetch(box, TEN - HOUR) == []


async def test_who_books_late_is_reminded_of_what_is_still_ahead() -> None:
    box = Postbox()
    await _booked(at=TEN - 5 * HOUR)
    await _fetch(box, TEN - 5 * HOUR)
    assert await _fetch(box, TEN - 2 * HOUR) == ["Soon: test drive at Harbour Motors"]


async def test_nobody_is_reminded_of_what_was_cancelled() -> None:
    box, made = Postbox(), await _booked()
    with clock.injected(lambda: NOW):
        await showrooms.cancel(made)
    await _fetch(box, NOW)
    assert await _fetch(box, TEN - 24 * HOUR) == await _fetch(box, TEN + HOUR) == []
    assert await showrooms.state(made) == "CANCELLED"


async def test_who_moved_is_reminded_of_the_new_time_alone() -> None:
    box, made = Postbox(), await _booked()
    day = timedelta(days=1)
    with clock.injected(lambda: NOW):
        await showrooms.reschedule(made, TEN + day)
    await _fetch(box, NOW)
    assert await _fetch(box, TEN - day) == []
    assert await _fetch(box, TEN) == ["Tomorrow: test drive at Harbour Motors"]
    assert await _fetch(box, TEN + HOUR) == []
    assert await showrooms.state(made) == "CONFIRMED"


async def test_a_reminder_that_the_worker_finds_too_late_is_not_sent() -> None:
    box = Postbox()
    await _booked()
    await _fetch(box, NOW)
    assert await _fetch(box, TEN + MINUTE) == []


async def test_who_did_not_come_hears_so_after_the_end_once() -> None:
    box, made = Postbox(), await _booked()
    await _fetch(box, NOW)
    assert await _fetch(box, TEN + HOUR - MINUTE) == []
    assert await _fetch(box, TEN + HOUR) == ["Harbour Motors: we missed you"]
    assert await _fetch(box, TEN + 9 * HOUR) == []
    assert await showrooms.state(made) == "NO_SHOW"


async def test_a_place_that_is_not_paid_for_is_free_after_a_quarter_of_an_hour() -> None:
    box, made = Postbox(), await _booked(price_fen=1)
    assert await _fetch(box, NOW) == []
    assert (await showrooms.payment(made)).address == (
        f"https://luming.example/payments/rehearsal/{(await showrooms.payment(made)).reference}"
        "?amount=1"
    )
    assert await _fetch(box, NOW + 14 * MINUTE) == []
    assert await _fetch(box, NOW + 15 * MINUTE) == [
        "Harbour Motors: the place was not paid for in time"
    ]
    assert await showrooms.state(made) == "LAPSED"


async def test_who_paid_too_late_hears_that_the_money_comes_back() -> None:
    box, made = Postbox(), await _booked(price_fen=1)
    await _fetch(box, NOW + 15 * MINUTE)
    with clock.injected(lambda: NOW + 20 * MINUTE):
        await showrooms.paid(made)
    assert await _fetch(box, NOW + 20 * MINUTE) == ["Harbour Motors: you get your money back"]
    assert await postbox.failures() == []


async def test_the_dealers_staff_hear_of_what_is_booked_moved_and_given_up_in_their_app() -> None:
    box, made = Postbox(), await _booked()
    dora = await people.viewer(await people.member("Dora"))
    await prospects.end_grants(dora, made.dealer_id)
    dealer = await made.dealer
    dick = await prospects.staff(dealer, "Dick")
    with clock.injected(lambda: NOW):
        await box.fetch()
        await showrooms.reschedule(made, TEN + HOUR)
        await box.fetch()
        await showrooms.cancel(made)
        await box.fetch()
    told = await Notification.filter(member_id=dick.member_id, topic__startswith="appointment.")
    assert [note.topic for note in sorted(told, key=lambda note: note.id)] == [
        "appointment.confirmed", "appointment.moved", "appointment.cancelled",
    ]  # fmt: skip
    assert told[0].detail == {"appointment": str(made.id), "dealer": str(made.dealer_id)}
    assert await Notification.filter(member_id=dora.member_id).count() == 0


async def test_the_dealers_staff_have_a_letter_of_the_lead_that_has_no_event() -> None:
    box, dealer = Postbox(), await places.dealer()
    await prospects.staff(dealer)
    with clock.injected(lambda: NOW):
        await showrooms.book(await showrooms.offer(dealer), "Ann")
        await box.fetch()
    [letter] = box.to("dora@people.example")
    assert letter["Subject"] == "A new lead for Harbour Motors"
    assert "Somebody agreed that Harbour Motors may get in touch" in postbox.text(letter)
    assert await postbox.failures() == []


async def test_letters_are_in_the_readers_language() -> None:
    box = Postbox()
    ann = await people.member("Ann", locale="zh")
    with clock.injected(lambda: NOW):
        await showrooms.book(await showrooms.offer(), ann)
    assert await _fetch(box, NOW) == ["试驾预约已确认：Harbour Motors"]
    assert "Harbour Motors试驾" in str(postbox.files(box.letters[-1])["event.ics"].get_content())
