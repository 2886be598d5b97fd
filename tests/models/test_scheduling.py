from datetime import timedelta

import pytest

from models import clock, database, ids, scheduling
from models.audit import AuditEntry
from models.event_dealers import EventDealer
from models.events import Event, EventState, WaitlistMode
from models.outbox import OutboxMessage
from models.passes import VALID_AFTER_END, Pass
from models.refusals import EndsBeforeStart, EventOver, HallTooSmall, SeatsAreTaken
from models.registrations import Registration, called_off_with
from models.seats import Seat
from tests import places
from tests.places import DOORS, HOUR, MINUTE

pytestmark = pytest.mark.usefixtures("db")
BY = ids.new()


async def _call_off(event: Event) -> None:
    async with database.transaction():
        await scheduling.call_off(event, "Rain.", by=BY)


async def _told(topic: str) -> list[dict[str, object]]:
    return [message.payload for message in await OutboxMessage.filter(topic=topic)]


async def test_a_published_event_that_moves_tells_keeps_its_people_and_extends_their_passes() -> (
    None
):
    event = await places.event()
    party = await places.register(event, "Ann", 2)
    moved = await places.change(event, starts_at=DOORS + HOUR, ends_at=DOORS + 9 * HOUR)
    assert (moved.version, moved.starts_at) == (event.version + 1, DOORS + HOUR)
    assert await places.states(party) == ["CONFIRMED"]
    assert {one.expires_at for one in await Pass.all()} == {DOORS + 9 * HOUR + VALID_AFTER_END}
    assert await _told("event.moved") == [
        {
            "event": str(event.id),
            "version": 2,
            "before": {
                "starts_at": DOORS.isoformat(),
                "ends_at": (DOORS + 2 * HOUR).isoformat(),
                "hall": str(event.hall_id),
            },
        }
    ]


async def test_an_event_that_goes_to_another_hall_tells() -> None:
    venue = await places.venue()
    event = await places.event(await places.hall(venue, "North"))
    south = await places.hall(venue, "South")
    await places.change(event, hall_id=south.id)
    assert len(await _told("event.moved")) == 1


async def test_a_draft_that_moves_and_an_event_that_stays_tell_nothing() -> None:
    hall = await places.hall()
    await places.change(await places.draft(hall), starts_at=DOORS + HOUR)
    later = await places.event(hall, starts_at=DOORS + 9 * HOUR)
    await places.change(later, title="New Name", setup_minutes=15)
    assert await _told("event.moved") == []
    assert (await Event.get(id=later.id)).title == "New Name"


async def test_what_is_left_out_stays() -> None:
    event = await places.event(setup_minutes=15, seat_limit=2)
    await places.change(event, title="New Name")
    kept = await Event.get(id=event.id)
    assert (kept.setup_minutes, kept.seat_limit, kept.capacity, kept.starts_at) == (
        15,
        2,
        10,
        DOORS,
    )


async def test_capacity_stays_between_the_seats_taken_and_the_hall() -> None:
    event = await places.event(await places.hall(capacity=5), capacity=5)
    await places.register(event, "Ann", 3)
    with pytest.raises(SeatsAreTaken) as refused:
        await places.change(event, capacity=2)
    assert refused.value.facts == {"taken": 3}
    with pytest.raises(HallTooSmall):
        await places.change(event, capacity=6)
    assert (await Event.get(id=event.id)).capacity == 5
    await places.change(event, capacity=3)
    assert (await Event.get(id=event.id)).capacity == 3


@pytest.mark.parametrize("state", [EventState.ENDED, EventState.CANCELLED])
async def test_an_event_that_is_over_does_not_change(state: EventState) -> None:
    event = await places.event()
    await Event.filter(id=event.id).update(state=state)
    with pytest.raises(EventOver):
        await places.change(event, title="Too Late")
    assert (await Event.get(id=event.id)).title == "Open House"


async def test_a_published_event_does_not_move_into_the_past() -> None:
    event = await places.event()
    with clock.injected(lambda: DOORS), pytest.raises(EventOver):
        await places.change(event, starts_at=DOORS - 2 * HOUR, ends_at=DOORS)
    with pytest.raises(EndsBeforeStart):
        await places.change(event, starts_at=DOORS + 2 * HOUR)
    assert (await Event.get(id=event.id)).starts_at == DOORS


async def test_no_offer_outlasts_the_new_start() -> None:
    with clock.injected(lambda: DOORS - 20 * HOUR):
        event = await places.event(capacity=1, waitlist_mode=WaitlistMode.OFFER)
        ann, bob = await places.register(event, "Ann"), await places.register(event, "Bob")
        await places.cancel(ann)
        start = DOORS - 15 * HOUR
        await places.change(event, starts_at=start, ends_at=start + HOUR)
    assert (await Registration.get(id=bob.id)).offered_until == start
    due = await OutboxMessage.filter(topic="registration.offer_due").order_by("id")
    assert [message.due_at for message in due] == [DOORS - 8 * HOUR, start]
    with clock.injected(lambda: start):
        await places.expire(bob)
    assert await places.states(bob) == ["EXPIRED"]


async def test_the_dealers_of_an_event_are_those_named_last() -> None:
    event = await places.event()
    first, second = await places.dealer("First"), await places.dealer("Second")
    await places.change(event, dealers=[first, second])
    await places.change(event, dealers=[second, second])
    await places.change(event, title="New Name")
    assert [row.dealer_id for row in await EventDealer.all()] == [second.id]


async def test_cancelling_an_event_cancels_every_registration_and_tells_once() -> None:
    event = await places.event(capacity=2)
    ann, bob = await places.register(event, "Ann", 2), await places.register(event, "Bob")
    given_up = await places.register(event, "Cem")
    await places.cancel(given_up)
    await _call_off(event)
    gone = await Event.get(id=event.id)
    assert (gone.state, gone.cancelled_reason, gone.version) == (EventState.CANCELLED, "Rain.", 2)
    assert await places.states(ann, bob) == ["CANCELLED", "CANCELLED"]
    assert await places.counts(event) == (0, 0)
    assert await Seat.filter(cancelled_at=None).count() == 0
    assert {party.id for party in await called_off_with(gone)} == {ann.id, bob.id}
    assert await _told("event.cancelled") == [{"event": str(event.id)}]
    assert len(await _told("registration.cancelled")) == 1
    assert await AuditEntry.filter(action="event.cancel", actor_id=BY).count() == 1


async def test_cancelling_one_event_leaves_others_alone() -> None:
    hall = await places.hall()
    event, other = await places.event(hall), await places.event(hall, starts_at=DOORS + 5 * HOUR)
    kept = await places.register(other, "Ann")
    await _call_off(event)
    assert await places.states(kept) == ["CONFIRMED"]
    assert await places.counts(other) == (1, 0)


async def test_a_draft_that_is_cancelled_tells_nobody_and_stays_hidden() -> None:
    event = await places.draft()
    await _call_off(event)
    assert await _told("event.cancelled") == []
    assert (await Event.get(id=event.id)).published_at is None


async def test_moving_one_event_of_a_series_moves_no_other() -> None:
    hall = await places.hall()
    series_id = ids.new()
    this = await places.event(hall, series_id=series_id)
    other = await places.event(hall, series_id=series_id, starts_at=DOORS + timedelta(days=7))
    party = await places.register(this, "Ann")
    await places.change(this, starts_at=DOORS + MINUTE)
    assert (await Event.get(id=other.id)).starts_at == DOORS + timedelta(days=7)
    assert await places.states(party) == ["CONFIRMED"]
