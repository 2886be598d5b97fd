from functools import partial
from uuid import UUID

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from models import bookings, database, ids, scheduling
from models.bookings import Booking
from models.events import Event
from models.halls import Hall
from models.refusals import HallHoldsMore, HallTaken, HallTooSmall, OutOfRange
from models.venues import Venue
from tests import places, races
from tests.places import DOORS, HOUR, MINUTE

pytestmark = pytest.mark.usefixtures("db")
BY = ids.new()


async def _kept(event: Event) -> set[UUID]:
    return {booking.hall_id for booking in await Booking.filter(event_id=event.id)}


async def test_an_overlap_by_one_minute_is_refused_and_nothing_is_written() -> None:
    hall = await places.hall()
    await places.draft(hall, starts_at=DOORS)
    for starts_at in (DOORS + 2 * HOUR - MINUTE, DOORS - 2 * HOUR + MINUTE):
        with pytest.raises(HallTaken):
            await places.draft(hall, starts_at=starts_at)
    assert await Event.all().count() == 1
    assert await Booking.all().count() == 1


async def test_bookings_may_touch() -> None:
    hall = await places.hall()
    for hours in (0, 2, -2):
        await places.draft(hall, starts_at=DOORS + hours * HOUR)
    assert await Booking.filter(hall_id=hall.id).count() == 3


async def test_set_up_time_keeps_the_hall_before_and_after() -> None:
    hall = await places.hall()
    await places.draft(hall, starts_at=DOORS, setup_minutes=30)
    for starts_at in (DOORS + 2 * HOUR + 29 * MINUTE, DOORS - 2 * HOUR - 29 * MINUTE):
        with pytest.raises(HallTaken):
            await places.draft(hall, starts_at=starts_at)
    await places.draft(hall, starts_at=DOORS + 2 * HOUR + 30 * MINUTE)
    with pytest.raises(HallTaken):
        await places.draft(hall, starts_at=DOORS - 3 * HOUR, setup_minutes=31)
    await places.draft(hall, starts_at=DOORS - 3 * HOUR, setup_minutes=30)
    assert await Booking.all().count() == 3


async def test_another_hall_is_free_at_the_same_time() -> None:
    venue = await places.venue()
    for name in ("North", "South"):
        await places.draft(await places.hall(venue, name))
    assert await Booking.all().count() == 2


async def test_the_whole_venue_is_a_booking_of_every_hall() -> None:
    venue = await places.venue()
    north, south = await places.hall(venue, "North", 60), await places.hall(venue, "South", 40)
    whole = await places.draft(venue, capacity=100)
    assert await _kept(whole) == {north.id, south.id}
    with pytest.raises(HallTaken):
        await places.draft(south)
    with pytest.raises(HallTooSmall) as refused:
        await places.draft(venue, capacity=101, starts_at=DOORS + 5 * HOUR)
    assert refused.value.facts == {"most": 100}


async def test_a_taken_hall_stands_in_the_way_of_the_whole_venue() -> None:
    venue = await places.venue()
    await places.hall(venue, "North")
    await places.draft(await places.hall(venue, "South"))
    with pytest.raises(HallTaken):
        await places.draft(venue)
    assert await Booking.all().count() == 1


async def test_a_refusal_tells_nothing_of_the_event_that_has_the_hall() -> None:
    hall = await places.hall()
    secret = await places.draft(hall, title="Secret Launch")
    with pytest.raises(HallTaken) as refused:
        await places.draft(hall)
    said = f"{refused.value.stored()} {refused.value.message('en')} {refused.value.message('zh')}"
    assert "Secret" not in said
    assert str(secret.id) not in said


@pytest.mark.parametrize("every", [1, 2])
async def test_of_twenty_bookings_at_once_exactly_one_succeeds(every: int) -> None:
    venue = await places.venue()
    hall = await places.hall(venue, "North")
    await places.hall(venue, "South")

    async def book(number: int) -> Event:
        where: Hall | Venue = venue if number % every else hall
        return await places.draft(where, starts_at=DOORS + number * MINUTE)

    came_to = await races.raced(partial(book, number) for number in range(20))
    assert came_to == {"DONE": 1, "HALL_TAKEN": 19}
    assert await Event.all().count() == 1


async def test_the_database_itself_refuses_an_overlap() -> None:
    hall = await places.hall()
    event = await places.draft(hall)
    other = await places.draft(hall, starts_at=DOORS + 9 * HOUR)
    with pytest.raises((IntegrityError, OperationalError)):
        await Booking.filter(event_id=other.id).update(
            starts_at=event.ends_at - MINUTE, ends_at=event.ends_at + HOUR
        )
    assert (await Booking.get(event_id=other.id)).starts_at == DOORS + 9 * HOUR


async def test_a_cancelled_event_lets_its_hall_go() -> None:
    hall = await places.hall()
    event = await places.event(hall)
    async with database.transaction():
        await scheduling.call_off(event, "Rain.", by=BY)
    await places.draft(hall)
    assert await _kept(event) == set()


async def test_an_event_moves_into_time_that_only_itself_has_kept() -> None:
    hall = await places.hall()
    event = await places.draft(hall)
    await places.change(event, starts_at=DOORS + HOUR, ends_at=DOORS + 3 * HOUR)
    [booking] = await Booking.all()
    assert (booking.starts_at, booking.ends_at) == (DOORS + HOUR, DOORS + 3 * HOUR)


async def test_an_event_does_not_move_into_a_taken_hall_and_stays_as_it_was() -> None:
    venue = await places.venue()
    north, south = await places.hall(venue, "North"), await places.hall(venue, "South")
    event = await places.draft(north)
    await places.draft(south)
    with pytest.raises(HallTaken):
        await places.change(event, hall_id=south.id, title="Elsewhere")
    kept = await Event.get(id=event.id)
    assert (kept.hall_id, kept.title, kept.version) == (north.id, "Open House", 0)
    assert await _kept(event) == {north.id}


async def test_a_new_hall_belongs_at_once_to_events_that_have_the_whole_venue() -> None:
    venue = await places.venue()
    await places.hall(venue, "North")
    whole = await places.draft(venue)
    annex = await places.hall(venue, "Annex")
    with pytest.raises(HallTaken):
        await places.draft(annex)
    assert annex.id in await _kept(whole)


async def test_a_hall_does_not_shrink_below_an_event_to_come_in_it() -> None:
    hall = await places.hall(capacity=100)
    event = await places.draft(hall, capacity=80)
    async with database.transaction():
        await bookings.change_hall(hall, capacity=80, by=BY)
    with pytest.raises(HallHoldsMore) as refused:
        async with database.transaction():
            await bookings.change_hall(hall, capacity=79, by=BY)
    assert refused.value.facts == {"needed": 80}
    assert (await Hall.get(id=hall.id)).capacity == 80
    async with database.transaction():
        await scheduling.call_off(event, "Rain.", by=BY)
        await bookings.change_hall(hall, capacity=1, by=BY)
    assert (await Hall.get(id=hall.id)).capacity == 1


async def test_a_hall_does_not_shrink_below_an_event_in_the_whole_venue() -> None:
    venue = await places.venue()
    north = await places.hall(venue, "North", 60)
    await places.hall(venue, "South", 40)
    await places.draft(venue, capacity=90)
    with pytest.raises(HallHoldsMore):
        async with database.transaction():
            await bookings.change_hall(north, capacity=49, by=BY)
    async with database.transaction():
        await bookings.change_hall(north, capacity=50, by=BY)


@pytest.mark.parametrize("capacity", [0, -1, 100_001])
async def test_a_hall_holds_from_one_to_a_hundred_thousand(capacity: int) -> None:
    with pytest.raises(OutOfRange):
        await places.hall(capacity=capacity)
    assert await Hall.all().count() == 0


async def test_of_ten_halls_of_one_name_at_once_a_venue_gets_one() -> None:
    venue = await places.venue()
    came_to = await races.raced(partial(places.hall, venue, "North") for _ in range(10))
    assert came_to == {"DONE": 1, "NAME_TAKEN": 9}
    assert await Hall.all().count() == 1
