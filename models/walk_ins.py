"""Walk-ins: people without a registration whom tablets let in, each with a seat from then on.

They are not counted in the event's seats: they stand inside already, whatever its capacity.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import clock, contacts, database, new_seats, passes, sql
from models.contacts import Contact
from models.events import Event
from models.refusals import EventOver, Refusal, SeatOfAnother, TabletOffDuty
from models.registrations import RegistrationState
from models.seats import Seat
from models.stand_leads import taking

Key = tuple[UUID, UUID]
"""Device and said id: what makes a walk-in one and the same, however often it is sent."""


@dataclass(frozen=True, slots=True)
class SaidWalkIn:
    """Somebody whom a tablet let in, at the corrected time; `seat_id` was minted by the tablet.

    `is_on_duty` is whether the tablet had its rights then.
    """

    device_id: UUID
    said_id: UUID
    event_id: UUID
    seat_id: UUID
    at: datetime
    name: str
    phone: str = ""
    email: str = ""
    language: str = "en"
    is_on_duty: bool = True

    @property
    def key(self) -> Key:
        """What makes it one and the same."""
        return self.device_id, self.said_id


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of a walk-in; `code` is empty where they have the seat."""

    seat_id: UUID
    code: str = ""

    @property
    def is_enrolled(self) -> bool:
        """Whether they have the seat."""
        return not self.code

    def message(self, locale: str) -> str:
        """Why they have none, for a reader; empty where they do."""
        return Refusal.known[self.code]().message(locale) if self.code else ""


async def enrol(said: Sequence[SaidWalkIn], *, rewards: bool = True) -> dict[Key, Enrolled]:
    """Give each their seat, its registration and its first pass, however often they are told of.

    Of their data what is valid is kept, and nothing else: they are inside and cannot be asked. So
    nobody whom a tablet on duty let in is refused; whether they should have been is said of their
    scan. At an event that was cancelled they have a seat that went with it, however late that is
    told. All in one transaction. `rewards` as in stand_leads, for those whose lead was heard of
    first.
    """
    told = {one.key: one for one in sorted(said, key=lambda one: (one.seat_id, one.key))}
    if not told:
        return {}
    async with database.transaction():
        await new_seats.hold([one.event_id for one in told.values()], alone=False)
        gone = await _gone({one.event_id for one in told.values()})
        known = await _seats([one.seat_id for one in told.values()])
        refused = {key: _refusal(one, gone) for key, one in told.items()}
        new = {
            one.seat_id: one
            for key, one in told.items()
            if not refused[key] and one.seat_id not in known
        }
        made = await _register(list(new.values()), gone) if new else []
        await _seat([new[seat_id] for seat_id in made], gone)
        await taking.seated(made, rewards=rewards)
        known |= await _seats(new)
    return {
        key: Enrolled(one.seat_id, _code(one, known.get(one.seat_id), refused[key]))
        for key, one in told.items()
    }


@dataclass(frozen=True, slots=True)
class _Event:
    id: UUID
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Known:
    """A seat that is there, by whichever way it came."""

    seat_id: UUID
    event_id: UUID
    device_id: UUID | None


@dataclass(frozen=True, slots=True)
class _Made:
    id: UUID


_Gone = Mapping[UUID, datetime | None]
"""Since when events are cancelled, those that are there."""


def _refusal(said: SaidWalkIn, gone: _Gone) -> str:
    """Why the tablet could let nobody in; that it is told of late does not matter."""
    if said.event_id not in gone:
        return EventOver.code()
    return "" if said.is_on_duty else TabletOffDuty.code()


def _code(said: SaidWalkIn, seat: _Known | None, refusal: str) -> str:
    """Who has the seat already keeps it, whatever the rules have become."""
    if seat is None:
        return refusal or SeatOfAnother.code()
    is_theirs = (seat.event_id, seat.device_id) == (said.event_id, said.device_id)
    return "" if is_theirs else SeatOfAnother.code()


async def _gone(event_ids: Iterable[UUID]) -> _Gone:
    rows = await sql.fetch(
        _Event,
        f"SELECT id, cancelled_at FROM events WHERE id IN {sql.among(1)}",  # noqa: S608  a parameter's place
        sql.json_of(event_ids),
    )
    return {row.id: row.cancelled_at for row in rows}


async def _seats(seat_ids: Iterable[UUID]) -> dict[UUID, _Known]:
    rows = await sql.fetch(
        _Known,
        f"""
        SELECT s.id AS seat_id, s.event_id, r.device_id
        FROM seats s JOIN registrations r ON r.id = s.registration_id
        WHERE s.id IN {sql.among(1)}
        """,  # noqa: S608  likewise
        sql.json_of(seat_ids),
    )
    return {row.seat_id: row for row in rows}


_REGISTERED: dict[str, type] = {
    "id": UUID, "event_id": UUID, "device_id": UUID, "walk_in_id": UUID, "state": str,
    "cancelled_at": datetime,
}  # fmt: skip


async def _register(said: Sequence[SaidWalkIn], gone: _Gone) -> list[UUID]:
    """Registrations of nobody's, with the ids of the seats: of two at once one makes them."""
    columns = ", ".join(_REGISTERED)
    made = await sql.fetch(
        _Made,
        f"""
        INSERT INTO registrations ({columns}, seat_count, queued_at, created_at)
        SELECT {columns}, 1, $2, $2
        FROM {sql.json_rows(1, **_REGISTERED)} w WHERE true
        ON CONFLICT (id) DO NOTHING RETURNING id
        """,  # noqa: S608  likewise
        sql.json_of(_registered(one, gone[one.event_id]) for one in said),
        clock.now(),
    )
    return [one.id for one in made]


def _registered(said: SaidWalkIn, gone_at: datetime | None) -> dict[str, object]:
    state = RegistrationState.CANCELLED if gone_at else RegistrationState.CONFIRMED
    return {
        "id": said.seat_id,
        "event_id": said.event_id,
        "device_id": said.device_id,
        "walk_in_id": said.said_id,
        "state": state,
        "cancelled_at": gone_at,
    }


async def _seat(said: Collection[SaidWalkIn], gone: _Gone) -> None:
    """Their contacts, seats and first passes, of which the other tablets hear."""
    if not said:
        return
    people = await contacts.of_people([
        contacts.salvaged(one.name, one.phone, one.email, one.language) for one in said
    ])  # fmt: skip
    seats = [
        _made(one, person, gone[one.event_id]) for one, person in zip(said, people, strict=True)
    ]
    await Seat.bulk_create(seats)
    for event in await Event.filter(id__in=list({one.event_id for one in said})):
        await passes.issue([seat for seat in seats if seat.event_id == event.id], event)


def _made(said: SaidWalkIn, person: Contact, gone_at: datetime | None) -> Seat:
    return Seat(
        id=said.seat_id,
        registration_id=said.seat_id,
        event_id=said.event_id,
        contact_id=person.id,
        position=1,
        cancelled_at=gone_at,
    )
