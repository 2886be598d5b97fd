"""What becomes of a registration is told by letter, with passes that open the door."""

from datetime import timedelta
from typing import cast

import pytest
from icalendar import Calendar

from models import cancelling, clock, database, passes, signing_keys
from models.events import WaitlistMode
from models.mails import Mail
from models.notifications import Notification
from models.outbox import OutboxMessage
from models.registrations import RegistrationState
from models.seats import Seat
from server.deliveries import registrations
from tests import people, places, postbox
from tests.places import DOORS, HOUR
from tests.postbox import Postbox
from venues.passes import PublicKey, verify

pytestmark = pytest.mark.usefixtures("db")


async def test_who_is_confirmed_gets_a_pass_for_each_seat_that_an_independent_reader_reads() -> (
    None
):
    box, event = Postbox(), await places.event()
    registration = await places.register(event, "Ann", 2)

    [letter] = await box.fetch()

    assert (letter["To"], letter["Subject"]) == (
        "ann@people.example",
        "Open House: your 2 seats are confirmed",
    )
    seats = await Seat.filter(registration_id=registration.id).order_by("position")
    keys = {half.name: PublicKey(half.name, half.raw) for half in await signing_keys.trusted()}
    kept = postbox.files(letter)
    for place, seat in enumerate(seats, start=1):
        png = cast(bytes, kept[f"pass-{place}.png"].get_content())
        shown = verify(postbox.scanned(png), keys)
        assert (shown.seat, shown.event, shown.issue) == (seat.id, event.id, 1)
    assert "Saturday 4 May 2030, 18:00–20:00 (UTC+8)" in postbox.text(letter)


async def test_the_calendar_file_and_its_cancellation_are_of_one_entry() -> None:
    box, event = Postbox(), await places.event()
    registration = await places.register(event, "Ann")
    [confirmed] = await box.fetch()
    await places.cancel(registration)
    [cancelled] = await box.fetch()

    first, last = (
        Calendar.from_ical(str(postbox.files(letter)["event.ics"].get_content()))
        for letter in (confirmed, cancelled)
    )

    assert (first["METHOD"], last["METHOD"]) == ("PUBLISH", "CANCEL")
    [one], [other] = first.walk("VEVENT"), last.walk("VEVENT")
    assert one["UID"] == other["UID"]
    assert one.decoded("DTSTART") == DOORS
    assert other["STATUS"] == "CANCELLED"


async def test_the_member_hears_of_it_in_their_app_too() -> None:
    event = await places.event()
    registration = await places.register(event, "Ann")
    await Postbox().fetch()

    note = await Notification.get()
    assert (note.member_id, note.topic) == (registration.member_id, "registration.confirmed")
    assert note.detail == {"event": str(event.id)}


async def test_a_message_that_is_handled_twice_writes_one_letter_and_one_note() -> None:
    await places.register(await places.event(), "Ann")
    box = Postbox()
    await box.fetch()
    await OutboxMessage.all().update(delivered_at=None)
    await box.fetch()

    assert len(box.letters) == 1
    assert await Mail.all().count() == 1
    assert await Notification.all().count() == 1


async def test_who_moved_up_before_the_worker_came_is_told_just_that() -> None:
    box, event = Postbox(), await places.event(capacity=1)
    first = await places.register(event, "Ann")
    await places.register(event, "Ben")
    await places.cancel(first)

    await box.fetch()

    assert box.subjects() == [
        ("ann@people.example", "Open House: your registration is cancelled"),
        ("ben@people.example", "Open House: a seat came free, and it is yours"),
    ]


async def test_an_offer_that_is_not_taken_goes_on_when_the_worker_comes_for_it() -> None:
    box = Postbox()
    event = await places.event(capacity=1, waitlist_mode=WaitlistMode.OFFER, offer_minutes=60)
    first = await places.register(event, "Ann")
    waiting = [await places.register(event, name) for name in ("Ben", "Cara")]
    start = clock.now()
    await places.cancel(first)
    await box.fetch()
    assert await places.states(*waiting) == ["OFFERED", "WAITING"]

    with clock.injected(lambda: start + timedelta(minutes=61)):
        told = await box.fetch()

    assert await places.states(*waiting) == ["EXPIRED", "OFFERED"]
    assert [(letter["To"], letter["Subject"].split(" until")[0]) for letter in told] == [
        ("ben@people.example", "Open House: your offer has run out"),
        ("cara@people.example", "Open House: a seat is kept for you"),
    ]


async def test_an_offer_that_was_taken_is_left_alone_when_its_time_is_over() -> None:
    box = Postbox()
    event = await places.event(capacity=1, waitlist_mode=WaitlistMode.OFFER, offer_minutes=60)
    first, second = await places.register(event, "Ann"), await places.register(event, "Ben")
    start = clock.now()
    await places.cancel(first)
    await places.accept(second)
    await box.fetch()

    with clock.injected(lambda: start + timedelta(minutes=61)):
        assert await box.fetch() == []

    assert await places.states(second) == ["CONFIRMED"]
    assert await OutboxMessage.filter(delivered_at=None).count() == 0


async def test_staff_who_cancel_are_quoted_with_their_reason() -> None:
    box, event = Postbox(), await places.event()
    registration = await places.register(event, "Ann", 2)
    olga = await people.operator()
    await box.fetch()
    async with database.transaction():
        await cancelling.cancel(registration, by=olga.as_member(), reason="House rules")

    [letter] = await box.fetch()

    assert "We are sorry: your registration had to be cancelled." in postbox.text(letter)
    assert "    House rules" in postbox.text(letter)


async def test_passes_of_seats_that_were_given_up_before_the_letter_went_out_are_not_sent() -> None:
    box, event = Postbox(), await places.event()
    registration = await places.register(event, "Ann", 2)
    box.trouble = ConnectionRefusedError("no mail server")
    await box.fetch()
    seats = await Seat.filter(registration_id=registration.id).order_by("position")
    async with database.transaction():
        await cancelling.cancel_seats(
            registration, [seats[0].id], by=places.booked_by(registration)
        )
        await passes.reissue(seats[1], by=places.booked_by(registration))
    box.trouble = None

    later = clock.now() + HOUR
    with clock.injected(lambda: later):
        await box.fetch()

    confirmed = box.letters[0]
    assert "confirmed" in confirmed["Subject"]
    assert set(postbox.files(confirmed)) == {"pass-2.png", "event.ics"}


async def test_a_letter_with_passes_whose_seats_are_all_given_up_is_not_sent_at_all() -> None:
    box, event = Postbox(), await places.event()
    registration = await places.register(event, "Ann")
    box.trouble = ConnectionRefusedError("no mail server")
    await box.fetch()
    await places.cancel(registration)
    box.trouble = None

    later = clock.now() + HOUR
    with clock.injected(lambda: later):
        await box.fetch()

    assert [subject for _, subject in box.subjects()] == [
        "Open House: your registration is cancelled"
    ]
    assert await Mail.filter(refused_at=None, sent_at=None).count() == 0


async def test_a_new_pass_is_sent_to_who_booked_and_opens_the_door() -> None:
    box, event = Postbox(), await places.event()
    registration = await places.register(event, "Ann", 2)
    await box.fetch()
    guest = await Seat.get(registration_id=registration.id, position=2)
    async with database.transaction():
        await passes.reissue(guest, by=places.booked_by(registration))

    [letter] = await box.fetch()

    assert letter["Subject"] == "Open House: a new pass for Guest 2"
    png = cast(bytes, postbox.files(letter)["pass-1.png"].get_content())
    keys = {half.name: PublicKey(half.name, half.raw) for half in await signing_keys.trusted()}
    shown = verify(postbox.scanned(png), keys)
    assert (shown.seat, shown.issue) == (guest.id, 2)


def test_every_state_of_a_registration_has_its_letter() -> None:
    told = set().union(*registrations._STILL.values())
    assert told == set(RegistrationState)
