from functools import partial
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from models import clock
from models.appointments import booking
from models.appointments import places as rooms
from models.appointments.offers import AppointmentKind
from models.appointments.payments import Payment
from models.appointments.rows import Appointment, AppointmentStep
from models.consents import Consent
from models.leads import Lead
from models.outbox import OutboxMessage
from models.refusals import (
    AlreadyBooked,
    ConsentTextUnknown,
    DayInvalid,
    OutOfRange,
    PaymentsUnavailable,
    SlotFull,
    SlotNotOffered,
)
from tests import people, races, showrooms
from tests.showrooms import HOUR, MINUTE, NOW, TEN

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _three_days_before() -> object:
    with clock.injected(lambda: NOW):
        yield


async def test_a_free_appointment_is_confirmed_at_once_with_consent_and_steps() -> None:
    offer = await showrooms.offer()
    made = await showrooms.book(offer, "Ann")
    assert (made.state, made.place, made.starts_at, made.ends_at) == (
        "CONFIRMED", 1, TEN, TEN + HOUR,
    )  # fmt: skip
    consent = await Consent.get(dealer_id=offer.dealer_id)
    assert (consent.is_granted, consent.method, consent.text_version) == (True, "APPOINTMENT", 1)
    lead = await Lead.get(dealer_id=offer.dealer_id)
    assert (lead.source, lead.contact_id, lead.captured_at) == (
        "TEST_DRIVE_BOOKING", made.contact_id, NOW,
    )  # fmt: skip
    steps = await AppointmentStep.filter(appointment_id=made.id).order_by("id")
    assert [(step.from_state, step.to_state, step.actor_id) for step in steps] == [
        (None, "AWAITING_PAYMENT", made.member_id),
        ("AWAITING_PAYMENT", "CONFIRMED", made.member_id),
    ]


async def test_nothing_is_booked_without_words_that_were_agreed_to() -> None:
    offer = await showrooms.offer()
    with pytest.raises(ConsentTextUnknown):
        await showrooms.book(offer, "Ann", text_version=9)
    assert await Appointment.all().count() == await Consent.all().count() == 0


@pytest.mark.parametrize("minutes", [-60, 30, 8 * 60, -3 * 24 * 60, 31 * 24 * 60])
async def test_a_time_that_is_no_slot_is_refused(minutes: int) -> None:
    offer = await showrooms.offer()
    with pytest.raises(SlotNotOffered):
        await showrooms.book(offer, "Ann", TEN + minutes * MINUTE)
    assert await Appointment.all().count() == 0


async def test_a_full_slot_is_refused_and_the_next_is_not() -> None:
    offer = await showrooms.offer(capacity=2)
    for name in ("Ann", "Ben"):
        await showrooms.book(offer, name)
    with pytest.raises(SlotFull):
        await showrooms.book(offer, "Cem")
    assert (await showrooms.book(offer, "Cem", TEN + HOUR)).place == 1
    free = await rooms.free(offer, "Asia/Shanghai", TEN, TEN + 3 * HOUR)
    assert [slot.places_left for slot in free] == [0, 1, 2]


async def test_one_has_one_appointment_to_come_of_each_kind_with_a_dealer() -> None:
    offer = await showrooms.offer(capacity=5)
    ann = await people.member("Ann")
    made = await showrooms.book(offer, ann)
    with pytest.raises(AlreadyBooked):
        await showrooms.book(offer, ann, TEN + HOUR)
    await showrooms.cancel(made)
    await showrooms.book(offer, ann, TEN + HOUR)
    assert await Appointment.filter(member_id=ann.id).count() == 2


async def test_of_many_who_book_at_once_exactly_the_capacity_succeed() -> None:
    offer = await showrooms.offer(capacity=3)
    members = [await people.member(f"M{number}") for number in range(12)]
    outcome = await races.raced(partial(showrooms.book, offer, member) for member in members)
    assert outcome == {races.DONE: 3, "SLOT_FULL": 9}
    taken = await Appointment.all().order_by("place")
    assert [one.place for one in taken] == [1, 2, 3]


async def test_of_many_bookings_of_one_member_at_once_one_succeeds() -> None:
    offer = await showrooms.offer(capacity=20)
    ann = await people.member("Ann")
    outcome = await races.raced(
        partial(showrooms.book, offer, ann, TEN + hours * HOUR) for hours in range(8)
    )
    assert outcome == {races.DONE: 1, "ALREADY_BOOKED": 7}


async def test_the_database_itself_lets_no_two_have_one_place() -> None:
    offer = await showrooms.offer()
    made = await showrooms.book(offer, "Ann")
    ben = await people.member("Ben")
    names = ("offer_id", "dealer_id", "kind", "contact_id", "state", "starts_at", "ends_at")
    twin = {name: getattr(made, name) for name in names}
    with pytest.raises(IntegrityError):
        await Appointment.create(member_id=ben.id, place=1, **twin)
    await Appointment.create(member_id=ben.id, place=2, **twin)


async def test_longer_slots_let_no_more_people_in_than_there_is_room_for() -> None:
    offer = await showrooms.offer(slot_minutes=60)
    await showrooms.book(offer, "Ann", TEN + HOUR)
    offer = await showrooms.offer(await offer.dealer, slot_minutes=120)
    with pytest.raises(SlotFull):
        await showrooms.book(offer, "Ben", TEN)
    await showrooms.book(offer, "Ben", TEN + 2 * HOUR)


async def test_what_costs_something_is_held_for_a_quarter_of_an_hour() -> None:
    offer = await showrooms.offer(price_fen=1)
    made = await showrooms.book(offer, "Ann")
    assert (made.state, made.hold_until) == ("AWAITING_PAYMENT", NOW + 15 * MINUTE)
    assert await Lead.all().count() == 0
    owed = await Payment.get(appointment_id=made.id)
    assert (owed.amount_fen, owed.state) == (1, "DUE")
    with pytest.raises(SlotFull):
        await showrooms.book(offer, "Ben")
    due = await OutboxMessage.get(topic="appointment.hold_due")
    assert due.due_at == NOW + 15 * MINUTE
    await booking.end_hold(made.id)
    assert await showrooms.state(made) == "AWAITING_PAYMENT"
    with clock.injected(lambda: NOW + 15 * MINUTE):
        await booking.end_hold(made.id)
        await booking.end_hold(made.id)
        assert await showrooms.state(made) == "LAPSED"
        await showrooms.book(offer, "Ben")


async def test_a_hold_that_is_over_takes_no_place_even_before_the_worker_comes() -> None:
    offer = await showrooms.offer(price_fen=1)
    ann = await showrooms.book(offer, "Ann")
    with clock.injected(lambda: NOW + 15 * MINUTE):
        free = await rooms.free(offer, "Asia/Shanghai", TEN, TEN + HOUR)
        assert [slot.places_left for slot in free] == [1]
        await showrooms.book(offer, "Ben")
    assert await showrooms.state(ann) == "LAPSED"


async def test_nothing_that_costs_is_booked_where_nobody_takes_payments() -> None:
    offer = await showrooms.offer(price_fen=1)
    with pytest.raises(PaymentsUnavailable):
        await showrooms.book(offer, "Ann", pays_by="")
    assert await Appointment.all().count() == await Payment.all().count() == 0


async def test_kinds_have_offers_and_places_of_their_own() -> None:
    drive = await showrooms.offer()
    visit = await showrooms.offer(await drive.dealer, kind=AppointmentKind.STORE_VISIT)
    ann = await people.member("Ann")
    await showrooms.book(drive, ann)
    await showrooms.book(visit, ann)
    assert await Appointment.all().count() == 2


@pytest.mark.parametrize("day", ["2026-10", "2026-W01-1", "20261001", "2026-02-30", ""])
async def test_a_closed_day_is_a_date(day: str) -> None:
    with pytest.raises(DayInvalid):
        await showrooms.offer(closed_days=[day])


async def test_terms_have_bounds() -> None:
    bad: list[dict[str, Any]] = [
        {"capacity": 0}, {"slot_minutes": 4}, {"horizon_days": 0}, {"price_fen": -1},
    ]  # fmt: skip
    for said in bad:
        with pytest.raises(OutOfRange):
            await showrooms.offer(**said)
