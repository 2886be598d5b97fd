"""A door for tests: an event in progress at a gate, people with passes, and a paired tablet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from models import clock, contacts, devices, passes
from models.access.viewer import Viewer, recognise
from models.devices import Device, DeviceAssignment
from models.events import Event, EventState
from models.gates import Gate
from models.halls import Hall
from models.members import Member
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from models.venues import Venue
from tests import people, tablets
from tests.client import Api
from tests.house import SEAL
from tests.tablets import Tablet, TabletKey
from venues import shown

ANSWER = "answers { verdict at isTimeSuspect holderName checkedInAt gateName }"
HANDED_IN = f"{ANSWER} undone unreadable receivedAt userErrors {{ code field }}"


@dataclass
class Door:
    """An event, a gate of its hall, and a tablet with the duty to scan there."""

    event: Event
    gate: Gate
    device: Device
    tablet: Viewer
    key: TabletKey

    async def another_tablet(self, gate_name: str) -> "Door":
        """A second tablet at another gate of the same event."""
        gate = await Gate.create(hall_id=self.gate.hall_id, name=gate_name)
        return await _staffed(self.event, gate)

    @property
    def said_by(self) -> Tablet:
        """The tablet as it signs."""
        return Tablet(self.device.id, self.event.id, self.gate.id, self.key)

    def scan(
        self, token: str, at: datetime | None = None, scan_id: UUID | None = None, **said: Any
    ) -> dict[str, Any]:
        """One scan as a tablet says it."""
        return tablets.scan(token, at, scan_id, **said)

    async def hand_in(
        self, api: Api, items: Sequence[dict[str, Any]], sent_at: datetime | None = None
    ) -> dict[str, Any]:
        """What comes of a batch from this door's tablet."""
        payload = await api(
            f"mutation($input: ScanBatchSubmitInput!) {{ scanBatchSubmit(input: $input)"
            f" {{ {HANDED_IN} }} }}",
            as_=self.tablet,
            input=self.said_by.batch(items, sent_at),
        )
        handed_in: dict[str, Any] = payload["scanBatchSubmit"]
        return handed_in

    async def submit(
        self, api: Api, scans: Sequence[dict[str, Any]], sent_at: datetime | None = None
    ) -> list[dict[str, object]]:
        """The answers to a batch from this door's tablet."""
        handed_in = await self.hand_in(api, scans, sent_at)
        assert handed_in["userErrors"] == []
        return list(handed_in["answers"])

    async def verdicts(self, api: Api, *tokens: str) -> list[object]:
        """The verdicts on scans of these texts, now."""
        answers = await self.submit(api, [self.scan(token) for token in tokens])
        return [answer["verdict"] for answer in answers]


async def door(title: str = "Night drive") -> Door:
    """A door of an event that began an hour ago and ends in three."""
    venue = await Venue.create(name=f"House of {title}", address="1 Road", zone="Asia/Shanghai")
    hall = await Hall.create(venue=venue, name="Hall", capacity=500)
    gate = await Gate.create(hall=hall, name="North")
    now = clock.now()
    event = await Event.create(
        venue=venue, hall_id=hall.id, title=title, state=EventState.IN_PROGRESS,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3), capacity=500,
        published_at=now - timedelta(days=1),
    )  # fmt: skip
    return await _staffed(event, gate)


async def seated(event: Event, *guests: Member) -> list[Seat]:
    """A confirmed registration with one seat for each member, and its pass."""
    seats = []
    for guest in guests:
        registration = await Registration.create(
            event=event, member=guest, state=RegistrationState.CONFIRMED, seat_count=1
        )
        contact = await contacts.of_member(guest)
        seat = await Seat.create(
            registration=registration, event=event, contact=contact, member_id=guest.id, position=1
        )
        seats.append(seat)
    await passes.issue(seats, event)
    return seats


async def tokens(*seats: Seat) -> list[str]:
    """The texts of the passes that these seats have now."""
    current = await passes.current_of([seat.id for seat in seats])
    texts = await shown.texts(current.values(), SEAL)
    return [texts[seat.id] for seat in seats]


async def crowd(event: Event, count: int) -> list[str]:
    """Passes of so many members, each with a seat."""
    members = [await people.member(f"Guest{number}") for number in range(count)]
    return await tokens(*await seated(event, *members))


async def _staffed(event: Event, gate: Gate) -> Door:
    olga = await people.member("Olga")
    key = TabletKey()
    device = await devices.enrol(event.venue_id, "Tablet", key.public, by=olga.id)
    await DeviceAssignment.create(
        device=device, event=event, gate=gate,
        starts_at=event.starts_at - timedelta(hours=2), ends_at=event.ends_at + timedelta(hours=2),
    )  # fmt: skip
    tablet = await recognise(device.credential)
    assert tablet is not None
    return Door(event, gate, device, tablet, key)
