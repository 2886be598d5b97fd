from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from models import clock, database, departures
from models.appointments import moving
from models.appointments.offers import AppointmentOffer
from models.appointments.rows import Appointment, AppointmentState, AppointmentStep
from models.audit import AuditEntry
from models.members import Member
from models.refusals import InvalidTransition, NotYet, SlotFull, TextEmpty, TimeIsPast
from tests import people, places, races, showrooms
from tests.showrooms import HOUR, MINUTE, NOW, STAFF, TEN

pytestmark = pytest.mark.usefixtures("db")
Verb = Callable[..., Awaitable[Appointment]]


@pytest.fixture(autouse=True)
def _three_days_before() -> object:
    with clock.injected(lambda: NOW):
        yield


async def _booked(name: str = "Ann", **said: Any) -> Appointment:
    return await showrooms.book(await showrooms.offer(**said), name)


async def _staff(verb: Verb, made: Appointment, at: datetime = NOW, **said: object) -> None:
    with clock.injected(lambda: at):
        async with database.transaction():
            await verb(made, by=STAFF, **said)


async def test_a_place_given_up_can_be_booked_at_once() -> None:
    offer = await showrooms.offer()
    made = await showrooms.book(offer, "Ann")
    await showrooms.cancel(made)
    assert await showrooms.state(made) == "CANCELLED"
    await showrooms.book(offer, "Ben")


async def test_staff_cancel_with_a_reason_and_answer_for_it() -> None:
    made = await _booked()
    with pytest.raises(TextEmpty):
        await showrooms.cancel(made, by=STAFF)
    assert await showrooms.state(made) == "CONFIRMED"
    await showrooms.cancel(made, by=STAFF, reason="The car is away")
    entry = await AuditEntry.get(action="appointment.cancel")
    assert (entry.actor_id, entry.detail) == (STAFF, {"reason": "The car is away"})
    step = await AppointmentStep.filter(appointment_id=made.id).order_by("-id").first()
    assert step is not None
    assert (step.to_state, step.actor_id, step.note) == ("CANCELLED", STAFF, "The car is away")


async def test_what_has_begun_is_neither_cancelled_nor_moved() -> None:
    made = await _booked()
    with clock.injected(lambda: TEN):
        with pytest.raises(TimeIsPast):
            await showrooms.cancel(made)
        with pytest.raises(TimeIsPast):
            await showrooms.reschedule(made, TEN + 24 * HOUR)
    assert await showrooms.state(made) == "CONFIRMED"


async def test_a_moved_appointment_frees_its_slot_and_raises_its_sequence() -> None:
    offer = await showrooms.offer()
    made = await showrooms.book(offer, "Ann")
    await showrooms.reschedule(made, TEN + HOUR)
    moved = await Appointment.get(id=made.id)
    assert (moved.starts_at, moved.ends_at, moved.sequence) == (TEN + HOUR, TEN + 2 * HOUR, 1)
    await showrooms.book(offer, "Ben")
    with pytest.raises(SlotFull):
        await showrooms.reschedule(moved, TEN)
    assert (await Appointment.get(id=made.id)).starts_at == TEN + HOUR
    steps = await AppointmentStep.filter(appointment_id=made.id).order_by("id")
    assert [step.starts_at for step in steps] == [TEN, TEN, TEN + HOUR]


async def test_two_who_move_into_one_place_at_once_do_not_both_have_it() -> None:
    offer = await showrooms.offer()
    made = [await showrooms.book(offer, f"M{hour}", TEN + hour * HOUR) for hour in range(6)]
    outcome = await races.raced(partial(showrooms.reschedule, one, TEN + 7 * HOUR) for one in made)
    assert outcome == {races.DONE: 1, "SLOT_FULL": 5}


async def test_staff_say_who_came_and_who_did_not_but_not_before() -> None:
    came, missed = await _booked(), await _booked_beside()
    for verb, made in ((moving.arrive, came), (moving.miss, missed)):
        with pytest.raises(NotYet):
            await _staff(verb, made)
    with pytest.raises(NotYet):
        await _staff(moving.miss, missed, TEN - MINUTE)
    await _staff(moving.arrive, came, TEN - MINUTE)
    await _staff(moving.miss, missed, TEN)
    assert await showrooms.state(came) == "ARRIVED"
    assert await showrooms.state(missed) == "NO_SHOW"


async def _booked_beside() -> Appointment:
    offer = await AppointmentOffer.get()
    offer.capacity = 2
    await offer.save()
    return await showrooms.book(offer, "Ben")


async def test_the_clock_says_who_did_not_come_and_staff_may_know_better() -> None:
    made = await _booked()
    await moving.end(made.id, 0)
    await moving.end(made.id, 0)
    assert await showrooms.state(made) == "NO_SHOW"
    await _staff(moving.arrive, made, TEN + 20 * HOUR)
    assert await showrooms.state(made) == "ARRIVED"
    await moving.end(made.id, 0)
    assert await showrooms.state(made) == "ARRIVED"


async def test_the_clock_of_a_time_that_is_no_longer_right_says_nothing() -> None:
    made = await _booked()
    await showrooms.reschedule(made, TEN + HOUR)
    await moving.end(made.id, 0)
    assert await showrooms.state(made) == "CONFIRMED"


_MAY: dict[AppointmentState, set[str]] = {
    AppointmentState.AWAITING_PAYMENT: {"cancel"},
    AppointmentState.CONFIRMED: {"cancel", "arrive", "miss"},
    AppointmentState.ARRIVED: set(),
    AppointmentState.NO_SHOW: {"arrive"},
    AppointmentState.CANCELLED: set(),
    AppointmentState.LAPSED: set(),
    AppointmentState.REFUNDED: set(),
}


async def test_each_verb_is_refused_in_each_state_that_it_does_not_lead_from() -> None:
    offer = await showrooms.offer(capacity=100)
    verbs: dict[str, tuple[Verb, datetime]] = {
        "cancel": (partial(moving.cancel, reason="Why"), TEN - MINUTE),
        "arrive": (moving.arrive, TEN),
        "miss": (moving.miss, TEN),
    }
    for number, (state, may) in enumerate(_MAY.items()):
        for name, (verb, at) in verbs.items():
            made = await showrooms.book(offer, f"{name}{number}")
            await Appointment.filter(id=made.id).update(state=state, hold_until=TEN)
            steps = await AppointmentStep.filter(appointment_id=made.id).count()
            if name in may:
                await _staff(verb, made, at)
                continue
            with pytest.raises(InvalidTransition):
                await _staff(verb, made, at)
            assert await showrooms.state(made) == state
            assert await AppointmentStep.filter(appointment_id=made.id).count() == steps


async def test_a_member_who_leaves_gives_up_what_is_to_come_and_nothing_else() -> None:
    ann: Member = await people.member("Ann")
    made = await showrooms.book(await showrooms.offer(), ann)
    with clock.injected(lambda: TEN):
        await departures.remove(ann, by=None)
    assert await showrooms.state(made) == "CONFIRMED"
    ben = await people.member("Ben")
    other = await showrooms.book(await showrooms.offer(await places.dealer("Hill Cars")), ben)
    await departures.remove(ben, by=None)
    assert await showrooms.state(other) == "CANCELLED"
