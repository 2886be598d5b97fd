"""The guests of a benchmark at the door: events of several sizes at one venue, and their passes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from models import clock, database, pairing_codes, sql
from models.devices import Device, DeviceAssignment
from models.events import Event, EventState
from models.gates import Gate
from models.halls import Hall
from models.seats import Seat
from models.venues import Venue
from server import boot
from tests import doors, multitudes, people
from tests.house import SEAL

_HOUR = timedelta(hours=1)


@dataclass
class Guests:
    """So many people with passes for one event, and the seats whose passes nobody has shown yet."""

    event: Event
    gate: Gate
    count: int
    seats: Iterator[UUID]


@dataclass
class Party:
    """A venue with an event for each size, on one database."""

    url: str
    venue: Venue
    at: dict[int, Guests]

    async def code(self) -> str:
        """A code that pairs one tablet with the venue."""
        async with database.connected(self.url):
            staff = await people.member("Staff")
            return (await pairing_codes.start(self.venue, by=staff.id)).code

    async def assign(self, name: str) -> None:
        """Give the tablet of this name its duty at each event."""
        async with database.connected(self.url):
            device = await Device.get(name=name)
            for guests in self.at.values():
                await DeviceAssignment.create(
                    device=device, event=guests.event, gate=guests.gate,
                    starts_at=guests.event.starts_at - _HOUR, ends_at=guests.event.ends_at + _HOUR,
                )  # fmt: skip

    async def passes(self, size: int, count: int) -> list[str]:
        """The passes of so many guests of that event who have shown none before."""
        wanted = [next(self.at[size].seats) for _ in range(count)]
        async with database.connected(self.url):
            seats = {seat.id: seat for seat in await Seat.filter(id__in=wanted)}
            return await doors.tokens(*(seats[one] for one in wanted))


async def party(url: str, sizes: Sequence[int]) -> Party:
    """Everybody has a seat and a pass, and nobody has come yet; PostgreSQL knows its tables."""
    async with database.connected(url):
        await boot.ensure(SEAL)
        venue = await Venue.create(name="Bench", address="Loopback 1", zone="Asia/Shanghai")
        made = Party(url, venue, {size: await _guests(venue, size) for size in sizes})
        await sql.execute("VACUUM ANALYZE")
        return made


async def _guests(venue: Venue, size: int) -> Guests:
    hall = await Hall.create(venue=venue, name=f"Hall of {size}", capacity=size)
    gate = await Gate.create(hall=hall, name="North")
    now = clock.now()
    event = await Event.create(
        venue=venue, hall_id=hall.id, title=f"Evening of {size}", state=EventState.IN_PROGRESS,
        starts_at=now - _HOUR, ends_at=now + 8 * _HOUR, capacity=size, seats_taken=size,
        published_at=now,
    )  # fmt: skip
    guests = multitudes.guests(size, seed=size)
    await multitudes.seat(event, guests)
    return Guests(event, gate, size, iter([guest.seat_id for guest in guests]))
