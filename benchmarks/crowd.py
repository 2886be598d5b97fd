"""The crowd of a benchmark: an event in progress, seats with passes, and paired tablets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from benchmarks import stage
from models import clock, database, ids, signing_keys, sql, tokens
from models.devices import PREFIX, Device, DeviceAssignment
from models.events import Event, EventState
from models.gates import Gate
from models.halls import Hall
from models.seals import Seal
from models.venues import Venue
from server import boot, keys
from tests.tablets import Tablet, TabletKey
from venues.passes import Pass, PassKey, sign

SEAL = Seal(keys.sealing(stage.SECRET))


@dataclass
class Crowd:
    """Where to scan, the passes still outside, and the tablets with their credentials."""

    event: UUID
    gate: UUID
    other_event: UUID
    passes: Iterator[str]
    tablets: list[tuple[Tablet, str]]


@dataclass(frozen=True, slots=True)
class Id:
    """An id alone."""

    id: UUID


async def crowd(url: str, *, seats: int, devices: int) -> Crowd:
    """Two events with so many confirmed members each; the passes of the first."""
    async with database.connected(url):
        await boot.ensure(SEAL)
        venue = await Venue.create(name="Bench", address="Loopback 1", zone="Asia/Shanghai")
        hall = await Hall.create(venue=venue, name="Hall", capacity=seats)
        gate = await Gate.create(hall=hall, name="Gate")
        event, other = [await _event(venue, hall, seats) for _ in range(2)]
        for one in (event, other):
            await _seat(one, seats)
        tablets = [await _tablet(venue, event, gate) for _ in range(devices)]
        texts = await _passes(event)
        return Crowd(
            event=event.id,
            gate=gate.id,
            other_event=other.id,
            passes=iter(texts),
            tablets=tablets,
        )


async def _event(venue: Venue, hall: Hall, seats: int) -> Event:
    now = clock.now()
    return await Event.create(
        venue=venue, hall_id=hall.id, title="Bench", state=EventState.IN_PROGRESS,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8),
        capacity=seats, seats_taken=seats,
    )  # fmt: skip


async def _seat(event: Event, seats: int) -> None:
    """Members, contacts, registrations, seats and passes, each in one statement."""
    name = str(event.id)[-6:]
    for statement in (
        """INSERT INTO members (id, email, name, phone, city, biography, locale, zone, is_story,
             suspended_reason, created_at)
           SELECT gen_random_uuid(), n || '-' || $2 || '@bench.example', 'Member ' || n, '', '',
             '', 'en', 'UTC', false, '', now() FROM generate_series(1, $1::int) n""",
        """INSERT INTO contacts (id, member_id, pseudonym, name, phone, email, locale, created_at)
           SELECT gen_random_uuid(), id, gen_random_uuid(), name, '', email, 'en', now()
           FROM members WHERE $1::int > 0 AND email LIKE '%-' || $2 || '@bench.example'""",
    ):
        await sql.execute(statement, seats, name)
    for statement in (
        """INSERT INTO registrations (id, event_id, member_id, state, seat_count, queued_at,
             created_at)
           SELECT gen_random_uuid(), $1, id, 'CONFIRMED', 1, now(), now() FROM members
           WHERE email LIKE '%-' || $2 || '@bench.example'""",
        """INSERT INTO seats (id, registration_id, event_id, contact_id, member_id, position,
             pass_issue)
           SELECT gen_random_uuid(), r.id, $1, c.id, r.member_id, 1, 1
           FROM registrations r JOIN contacts c ON c.member_id = r.member_id
           WHERE r.event_id = $1 AND $2 <> ''""",
        """INSERT INTO passes (id, seat_id, issue, key_id, not_before, expires_at, issued_at)
           SELECT gen_random_uuid(), id, 1, 1, now() - interval '1 hour',
             now() + interval '20 hours', now() FROM seats WHERE event_id = $1 AND $2 <> ''""",
    ):
        await sql.execute(statement, event.id, name)


async def _tablet(venue: Venue, event: Event, gate: Gate) -> tuple[Tablet, str]:
    credential, key = f"{PREFIX}_{stage.token()}", TabletKey()
    device = await Device.create(
        venue=venue,
        name="Tablet",
        credential_hash=tokens.hashed(credential),
        public_key=key.public,
    )
    now = clock.now()
    await DeviceAssignment.create(
        id=ids.new(), device=device, event=event, gate=gate,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=9),
    )  # fmt: skip
    return Tablet(device.id, event.id, gate.id, key), credential


async def _passes(event: Event) -> list[str]:
    stored = await signing_keys.ensure(SEAL)
    key = PassKey(stored.name, stored.seed(SEAL))
    now = clock.now().replace(microsecond=0)
    seats = await sql.fetch(Id, "SELECT id FROM seats WHERE event_id = $1", event.id)
    return [
        sign(
            Pass(seat.id, event.id, 0, 1, now - timedelta(hours=1), now + timedelta(hours=20)), key
        )
        for seat in seats
    ]
