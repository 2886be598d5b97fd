"""Places for tests: a venue with its halls, events in them, and parties who register."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from models import (
    bookings,
    cancelling,
    database,
    dealers,
    registering,
    registrations,
    scheduling,
    venues,
    waitlist,
)
from models.dealers import Dealer
from models.events import Event
from models.halls import Hall
from models.members import Member
from models.registering import Guest
from models.registrations import Registration, RegistrationState
from models.venues import Venue
from tests import people

DOORS = datetime(2030, 5, 4, 10, 0, tzinfo=UTC)  # far ahead: tests that need it inject a clock
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def venue(name: str = "Pier 7", **said: Any) -> Venue:
    """A venue in Shanghai, without a hall."""
    said = {"address": "7 Riverside Road", "zone": "Asia/Shanghai", **said}
    return await venues.create(by=None, name=name, **said)


async def hall(at: Venue | None = None, name: str = "Great Hall", capacity: int = 100) -> Hall:
    """A hall of a venue, of a new one unless it is given."""
    async with database.transaction():
        return await bookings.add_hall(at or await venue(), name, capacity, by=None)


async def draft(where: Hall | Venue | None = None, **said: Any) -> Event:
    """A draft in a hall or a whole venue, of two hours from DOORS unless said otherwise."""
    where = where or await hall()
    starts_at = said.pop("starts_at", DOORS)
    details = {
        "title": "Open House",
        "starts_at": starts_at,
        "ends_at": starts_at + 2 * HOUR,
        "capacity": 10,
        "hall_id": where.id if isinstance(where, Hall) else None,
        **said,
    }
    at = await Venue.get(id=where.venue_id) if isinstance(where, Hall) else where
    async with database.transaction():
        return await scheduling.schedule(at, by=None, **details)


async def event(where: Hall | Venue | None = None, **said: Any) -> Event:
    """The same, published."""
    made = await draft(where, **said)
    async with database.transaction():
        return await made.publish(by=made.id)


async def dealer(name: str = "Harbour Motors") -> Dealer:
    """A dealer in Shanghai."""
    return await dealers.create(by=None, name=name, zone="Asia/Shanghai")


async def register(at: Event, member: Member | str, seats: int = 1, **said: Any) -> Registration:
    """A party of so many registers; a name stands for a member of this name."""
    someone = await people.member(member) if isinstance(member, str) else member
    guests = [Guest(f"Guest {number}") for number in range(2, seats + 1)]
    async with database.transaction():
        return await registering.register(at, someone, **{"guests": guests, **said})


def booked_by(registration: Registration) -> UUID:
    """The member who registered."""
    assert registration.member_id is not None
    return registration.member_id


async def cancel(registration: Registration) -> None:
    """The member gives the whole registration up."""
    async with database.transaction():
        await cancelling.cancel(registration, by=booked_by(registration))


async def accept(registration: Registration) -> None:
    """The member takes what is offered."""
    async with database.transaction():
        await registering.accept(registration)


async def expire(registration: Registration) -> None:
    """The worker comes for an offer."""
    await waitlist.expire_offer(registration.id)


async def change(event: Event, **said: Any) -> Event:
    """An operator changes an event."""
    async with database.transaction():
        return await scheduling.reschedule(event, by=event.id, **said)


async def states(*parties: Registration) -> list[str]:
    """How these registrations stand, in short: `["CONFIRMED", "WAITING"]`."""
    return [(await Registration.get(id=party.id)).state.value for party in parties]


async def counts(event: Event) -> tuple[int, int]:
    """Seats taken and seats waiting."""
    row = await Event.get(id=event.id)
    return row.seats_taken, row.seats_waiting


async def line(event: Event) -> list[UUID]:
    """Who waits, the first in line first."""
    waiting = await registrations.Registration.filter(
        event_id=event.id, state=RegistrationState.WAITING
    )
    places = await registrations.places([party.id for party in waiting])
    return sorted(places, key=lambda party_id: places[party_id])
