from functools import partial

import pytest

from models import clock, database, ids
from models.audit import AuditEntry
from models.cancelling import cancel, cancel_seats
from models.check_ins import CheckIn
from models.outbox import OutboxMessage
from models.refusals import (
    EventOver,
    InvalidTransition,
    NotFound,
    SeatCheckedIn,
    TextEmpty,
)
from models.registrations import Registration
from models.seats import Seat
from tests import places, races
from tests.places import DOORS, HOUR

pytestmark = pytest.mark.usefixtures("db")
STAFF = ids.new()


async def _seats(party: Registration) -> list[Seat]:
    return await Seat.filter(registration_id=party.id).order_by("position")


async def _gone(party: Registration) -> list[bool]:
    return [seat.cancelled_at is not None for seat in await _seats(party)]


async def _give_up(party: Registration, *positions: int) -> None:
    chosen = [seat.id for seat in await _seats(party) if seat.position in positions]
    async with database.transaction():
        await cancel_seats(party, chosen, by=places.booked_by(party))


async def test_giving_up_a_registration_gives_up_every_seat_of_it() -> None:
    event = await places.event()
    party = await places.register(event, "Ann", 3)
    await places.cancel(party)
    gone = await Registration.get(id=party.id)
    assert (gone.state, gone.cancelled_at is not None, gone.seat_count) == ("CANCELLED", True, 3)
    assert await _gone(party) == [True, True, True]
    assert await places.counts(event) == (0, 0)
    told = await OutboxMessage.get(topic="registration.cancelled")
    assert told.payload == {"registration": str(party.id), "reason": "", "is_own": True}


async def test_giving_up_one_seat_frees_just_that_one_for_the_line() -> None:
    event = await places.event(capacity=3)
    party = await places.register(event, "Ann", 3)
    waiting = await places.register(event, "Bob")
    await _give_up(party, 2)
    assert await _gone(party) == [False, True, False]
    assert (await Registration.get(id=party.id)).seat_count == 2
    assert await places.states(party, waiting) == ["CONFIRMED", "CONFIRMED"]
    assert await places.counts(event) == (3, 0)
    assert await OutboxMessage.filter(topic="registration.seats_cancelled").count() == 1


async def test_a_member_may_give_up_their_own_seat_and_leave_the_guests_theirs() -> None:
    party = await places.register(await places.event(), "Ann", 2)
    await _give_up(party, 1)
    assert await _gone(party) == [True, False]
    assert await places.states(party) == ["CONFIRMED"]


async def test_giving_up_the_last_seats_cancels_the_registration() -> None:
    event = await places.event()
    party = await places.register(event, "Ann", 3)
    await _give_up(party, 2)
    await _give_up(party, 1, 3)
    assert await places.states(party) == ["CANCELLED"]
    assert await places.counts(event) == (0, 0)


async def test_a_waiting_party_that_becomes_smaller_may_fit() -> None:
    event = await places.event(capacity=3)
    await places.register(event, "Ann", 2)
    party = await places.register(event, "Bob", 2)
    await _give_up(party, 2)
    assert await places.states(party) == ["CONFIRMED"]
    assert await places.counts(event) == (3, 0)
    assert [seat.pass_issue for seat in await _seats(party)] == [1, 0]


async def test_seats_of_another_registration_or_given_up_already_are_not_found() -> None:
    event = await places.event()
    ann, bob = await places.register(event, "Ann", 2), await places.register(event, "Bob")
    await _give_up(ann, 2)
    [own, gone], [foreign] = await _seats(ann), await _seats(bob)
    for seats in ([], [own.id, foreign.id], [gone.id], [own.id, ids.new()]):
        with pytest.raises(NotFound):
            async with database.transaction():
                await cancel_seats(ann, seats, by=places.booked_by(ann))
    assert await _gone(ann) == [False, True]
    assert await places.counts(event) == (2, 0)


async def test_staff_say_a_reason_and_are_written_down() -> None:
    event = await places.event()
    party = await places.register(event, "Ann")
    with pytest.raises(TextEmpty):
        async with database.transaction():
            await cancel(party, by=STAFF)
    assert await places.states(party) == ["CONFIRMED"]
    async with database.transaction():
        await cancel(party, by=STAFF, reason="Booked twice.")
    told = await OutboxMessage.get(topic="registration.cancelled")
    assert told.payload == {
        "registration": str(party.id),
        "reason": "Booked twice.",
        "is_own": False,
    }
    entry = await AuditEntry.get(action="registration.cancel")
    assert (entry.actor_id, entry.subject_id) == (STAFF, party.id)


async def test_what_is_given_up_is_not_given_up_again() -> None:
    event = await places.event()
    party = await places.register(event, "Ann")
    await places.cancel(party)
    with pytest.raises(InvalidTransition):
        await places.cancel(party)
    assert await places.counts(event) == (0, 0)


async def test_of_ten_who_give_up_one_registration_at_once_one_does() -> None:
    event = await places.event(capacity=2)
    party = await places.register(event, "Ann", 2)
    waiting = [await places.register(event, name) for name in ("Bob", "Cem", "Dan")]
    came_to = await races.raced(partial(places.cancel, party) for _ in range(10))
    assert came_to == {"DONE": 1, "INVALID_TRANSITION": 9}
    assert await places.states(*waiting) == ["CONFIRMED", "CONFIRMED", "WAITING"]
    assert await places.counts(event) == (2, 1)


async def test_a_seat_on_which_somebody_came_is_not_given_up() -> None:
    event = await places.event()
    party = await places.register(event, "Ann", 2)
    [own, _] = await _seats(party)
    await CheckIn.create(
        seat_id=own.id,
        event_id=event.id,
        gate_id=ids.new(),
        device_id=ids.new(),
        scan_id=ids.new(),
        at=DOORS,
    )
    with pytest.raises(SeatCheckedIn):
        await places.cancel(party)
    assert await _gone(party) == [False, False]
    await _give_up(party, 2)
    assert await _gone(party) == [False, True]


async def test_nothing_is_given_up_after_the_event() -> None:
    event = await places.event()
    party = await places.register(event, "Ann")
    with clock.injected(lambda: DOORS + 9 * HOUR), pytest.raises(EventOver):
        await places.cancel(party)
    assert await places.states(party) == ["CONFIRMED"]
    assert await places.counts(event) == (1, 0)
