import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock, ids
from models.events import Event, EventState, WaitlistMode
from models.outbox import OutboxMessage
from models.passes import Pass
from models.refusals import InvalidTransition, OfferOver
from models.registrations import Registration
from models.registrations import places as places_in_line
from tests import places
from tests.places import DOORS, HOUR, MINUTE

pytestmark = pytest.mark.usefixtures("db")
NOW = DOORS - timedelta(days=7)
HALF_DAY = timedelta(hours=12)


@pytest.fixture(autouse=True)
def _a_week_before() -> object:
    with clock.injected(lambda: NOW):
        yield


async def _full(mode: WaitlistMode, capacity: int = 1, **said: Any) -> tuple[Event, Registration]:
    """An event of this mode whose seats one member has all, and their registration."""
    event = await places.event(waitlist_mode=mode, capacity=capacity, **said)
    return event, await places.register(event, "Ann", capacity)


async def _told(party: Registration) -> list[str]:
    rows = await OutboxMessage.all().order_by("id")
    return [
        row.topic.removeprefix("registration.")
        for row in rows
        if row.payload.get("registration") == str(party.id)
    ]


async def _offered_until(party: Registration) -> datetime | None:
    return (await Registration.get(id=party.id)).offered_until


async def test_in_promote_mode_the_first_in_line_has_the_seat_at_once_with_a_pass() -> None:
    event, ann = await _full(WaitlistMode.PROMOTE)
    bob, cem = await places.register(event, "Bob"), await places.register(event, "Cem")
    await places.cancel(ann)
    assert await places.states(ann, bob, cem) == ["CANCELLED", "CONFIRMED", "WAITING"]
    assert await places.counts(event) == (1, 1)
    assert await Pass.filter(seat__registration_id=bob.id).count() == 1
    assert await _told(bob) == ["waiting", "promoted"]
    assert await _told(cem) == ["waiting"]


async def test_who_gave_up_is_not_promoted_or_offered_again() -> None:
    event, ann = await _full(WaitlistMode.PROMOTE)
    bob = await places.register(event, "Bob")
    await places.cancel(bob)
    await places.cancel(ann)
    assert await places.states(ann, bob) == ["CANCELLED", "CANCELLED"]
    assert await places.counts(event) == (0, 0)


@pytest.mark.parametrize("mode", list(WaitlistMode))
async def test_a_party_of_three_with_two_free_seats_holds_up_the_line(mode: WaitlistMode) -> None:
    event = await places.event(waitlist_mode=mode, capacity=4)
    ann, bob = await places.register(event, "Ann", 2), await places.register(event, "Bob", 2)
    three, one = await places.register(event, "Cem", 3), await places.register(event, "Dan", 1)
    await places.cancel(ann)
    assert await places.states(three, one) == ["WAITING", "WAITING"]
    assert await places.counts(event) == (2, 4)
    await places.cancel(bob)
    served = "CONFIRMED" if mode is WaitlistMode.PROMOTE else "OFFERED"
    assert await places.states(three, one) == [served, served]
    assert await places.counts(event) == (4, 0)


@pytest.mark.parametrize("mode", list(WaitlistMode))
async def test_when_the_party_that_held_up_the_line_leaves_it_the_next_move_up(
    mode: WaitlistMode,
) -> None:
    event = await places.event(waitlist_mode=mode, capacity=3)
    await places.register(event, "Ann", 2)
    three, one = await places.register(event, "Cem", 3), await places.register(event, "Dan", 1)
    await places.cancel(three)
    served = "CONFIRMED" if mode is WaitlistMode.PROMOTE else "OFFERED"
    assert await places.states(three, one) == ["CANCELLED", served]


async def test_an_offer_holds_its_seats_and_stands_for_the_events_time() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob = await places.register(event, "Bob")
    await places.cancel(ann)
    assert await places.states(bob) == ["OFFERED"]
    assert await _offered_until(bob) == NOW + HALF_DAY
    assert await places.counts(event) == (1, 0)
    assert await Pass.filter(seat__registration_id=bob.id).count() == 0
    assert await _told(bob) == ["waiting", "offered", "offer_due"]
    assert (await OutboxMessage.get(topic="registration.offer_due")).due_at == NOW + HALF_DAY
    late = await places.register(event, "Cem")
    assert await places.states(late) == ["WAITING"]


async def test_an_offer_ends_at_doors() -> None:
    event, ann = await _full(WaitlistMode.OFFER, offer_minutes=8 * 24 * 60)
    bob = await places.register(event, "Bob")
    await places.cancel(ann)
    assert await _offered_until(bob) == event.starts_at


async def test_an_offer_that_is_accepted_is_confirmed_with_a_pass() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob = await places.register(event, "Bob")
    await places.cancel(ann)
    await places.accept(bob)
    assert await places.states(bob) == ["CONFIRMED"]
    assert await _offered_until(bob) is None
    assert await places.counts(event) == (1, 0)
    assert await Pass.filter(seat__registration_id=bob.id).count() == 1
    with clock.injected(lambda: NOW + HALF_DAY):
        await places.expire(bob)
    assert await places.states(bob) == ["CONFIRMED"]


async def test_an_offer_that_runs_out_goes_on_to_the_next_in_line() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob, cem = await places.register(event, "Bob"), await places.register(event, "Cem")
    await places.cancel(ann)
    with clock.injected(lambda: NOW + HALF_DAY):
        await places.expire(bob)
        await places.expire(bob)
    assert await places.states(bob, cem) == ["EXPIRED", "OFFERED"]
    assert await _offered_until(cem) == NOW + 2 * HALF_DAY
    assert await places.counts(event) == (1, 0)
    assert await _told(bob) == ["waiting", "offered", "offer_due", "offer_expired"]


async def test_an_offer_is_not_ended_before_its_time() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob = await places.register(event, "Bob")
    await places.cancel(ann)
    with clock.injected(lambda: NOW + HALF_DAY - timedelta(microseconds=1)):
        await places.expire(bob)
        assert await places.states(bob) == ["OFFERED"]
        await places.accept(bob)
    assert await places.states(bob) == ["CONFIRMED"]


async def test_an_offer_that_has_run_out_is_not_accepted_even_before_the_worker_came() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob = await places.register(event, "Bob")
    await places.cancel(ann)
    with clock.injected(lambda: NOW + HALF_DAY), pytest.raises(OfferOver):
        await places.accept(bob)
    assert await places.states(bob) == ["OFFERED"]
    assert await Pass.filter(seat__registration_id=bob.id).count() == 0


async def test_only_an_offer_is_accepted() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob = await places.register(event, "Bob")
    for party, state in ((ann, "CONFIRMED"), (bob, "WAITING")):
        with pytest.raises(InvalidTransition) as refused:
            await places.accept(party)
        assert refused.value.facts == {"before": state, "after": "CONFIRMED"}
    assert await places.counts(event) == (1, 1)


async def test_an_offer_that_is_declined_goes_to_the_next() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob, cem = await places.register(event, "Bob"), await places.register(event, "Cem")
    await places.cancel(ann)
    await places.cancel(bob)
    assert await places.states(bob, cem) == ["CANCELLED", "OFFERED"]
    assert await places.counts(event) == (1, 0)


async def test_who_let_an_offer_run_out_registers_anew_at_the_end_of_the_line() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob, cem = await places.register(event, "Bob"), await places.register(event, "Cem")
    dan = await places.register(event, "Dan")
    await places.cancel(ann)
    with clock.injected(lambda: NOW + HALF_DAY):
        await places.expire(bob)
        again = await places.register(event, "Bob")
    assert await places.states(bob, cem, dan, again) == ["EXPIRED", "OFFERED", "WAITING", "WAITING"]
    assert await places.line(event) == [dan.id, again.id]


async def test_from_the_start_on_the_first_in_line_has_the_seat_at_once() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob, cem = await places.register(event, "Bob"), await places.register(event, "Cem")
    with clock.injected(lambda: DOORS - MINUTE):
        await places.cancel(ann)
    assert await _offered_until(bob) == DOORS
    with clock.injected(lambda: DOORS):
        await places.expire(bob)
    assert await places.states(bob, cem) == ["EXPIRED", "CONFIRMED"]


async def test_a_raised_capacity_moves_the_line_and_a_new_party_stays_behind_it() -> None:
    event, _ = await _full(WaitlistMode.PROMOTE)
    bob, two = await places.register(event, "Bob"), await places.register(event, "Cem", 1)
    await places.change(event, capacity=2)
    assert await places.states(bob, two) == ["CONFIRMED", "WAITING"]
    assert await places.counts(event) == (2, 1)


async def test_a_party_larger_than_the_whole_event_holds_nobody_up() -> None:
    event = await places.event(capacity=4)
    ann = await places.register(event, "Ann", 2)
    three, one = await places.register(event, "Bob", 3), await places.register(event, "Cem", 1)
    await places.change(event, capacity=2)
    await places.cancel(ann)
    assert await places.states(three, one) == ["WAITING", "CONFIRMED"]
    await places.change(event, capacity=4)
    assert await places.states(three) == ["CONFIRMED"]


async def test_nobody_moves_up_once_an_event_is_over() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob, cem = await places.register(event, "Bob"), await places.register(event, "Cem")
    await places.cancel(ann)
    await Event.filter(id=event.id).update(state=EventState.ENDED)
    with clock.injected(lambda: event.ends_at):
        await places.expire(bob)
    assert await places.states(bob, cem) == ["EXPIRED", "WAITING"]


async def test_of_ten_workers_that_come_for_one_offer_one_ends_it() -> None:
    event, ann = await _full(WaitlistMode.OFFER)
    bob, cem = await places.register(event, "Bob"), await places.register(event, "Cem")
    await places.cancel(ann)
    with clock.injected(lambda: NOW + HALF_DAY):
        await asyncio.gather(*(places.expire(bob) for _ in range(10)))
    assert await places.states(bob, cem) == ["EXPIRED", "OFFERED"]
    assert await places.counts(event) == (1, 0)
    assert (await _told(bob)).count("offer_expired") == 1


async def test_places_in_line_count_from_one_at_each_event_and_only_who_waits() -> None:
    hall = await places.hall()
    event, other = [
        await places.event(hall, capacity=1, starts_at=DOORS + hours * HOUR) for hours in (0, 3)
    ]
    ann = await places.register(event, "Ann")
    bob, cem = await places.register(event, "Bob"), await places.register(event, "Cem")
    await places.register(other, "Ann")
    dan = await places.register(other, "Dan")
    parties = [ann.id, bob.id, cem.id, dan.id, ids.new()]
    assert await places_in_line(parties) == {bob.id: 1, cem.id: 2, dan.id: 1}
    assert await places_in_line([cem.id]) == {cem.id: 2}
