"""Guest lists for tests: parties at events, with all that can stand beside them."""

from collections.abc import Sequence
from datetime import timedelta

from models import ids, passes
from models.check_ins import CheckIn
from models.consents import Consent, Purpose
from models.contacts import Contact
from models.dealers import Dealer
from models.events import Event, EventState
from models.gates import Gate
from models.halls import Hall
from models.members import Member
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from tests import people
from tests.places import DOORS

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING


async def members(count: int) -> list[Member]:
    """So many members, `Guest 0` and on, each with an avatar."""
    made = [
        Member(name=f"Guest {number}", email=f"guest{number}@people.example")
        for number in range(count)
    ]
    await Member.bulk_create(made)
    for member in made:
        member.avatar_id = (await people.upload(member)).id
    await Member.bulk_update(made, ["avatar_id"])
    return await Member.filter(id__in=[member.id for member in made]).order_by("id")


async def events(hall: Hall, count: int) -> list[Event]:
    """So many published events in a hall, `Event 0` and on, a day apart."""
    made = [
        Event(
            venue_id=hall.venue_id,
            hall_id=hall.id,
            title=f"Event {number}",
            state=EventState.PUBLISHED,
            starts_at=DOORS + timedelta(days=number),
            ends_at=DOORS + timedelta(days=number, hours=2),
            capacity=1000,
            published_at=DOORS - timedelta(days=9),
        )
        for number in range(count)
    ]
    await Event.bulk_create(made)
    return made


async def register(at: Sequence[tuple[Event, Member]], dealer: Dealer, gate: Gate) -> None:
    """Parties of a member and a guest at events; every fourth waits, the others come.

    Each person has agreed that the dealer may contact them, and guests have taken it back.
    """
    parties = [
        Registration(event_id=event.id, member_id=member.id, state=CONFIRMED, seat_count=2)
        for event, member in at
    ]
    for waiting in parties[3::4]:
        waiting.state = WAITING
    await Registration.bulk_create(parties)
    people = await _people([member for _, member in at])
    seats = [
        [
            Seat(
                registration_id=party.id,
                event_id=party.event_id,
                contact_id=person.id,
                member_id=person.member_id,
                position=position,
            )
            for position, person in enumerate(persons, start=1)
        ]
        for party, persons in zip(parties, people, strict=True)
    ]
    await Seat.bulk_create([seat for party in seats for seat in party])
    await _consent(people, dealer)
    for (event, _), party, taken in zip(at, parties, seats, strict=True):
        if party.state is CONFIRMED:
            await passes.issue(taken, event)
            await _come(taken, event, gate)


async def _people(members: Sequence[Member]) -> list[list[Contact]]:
    """A member and a guest of theirs, for each of the members, who may be named again."""
    own: dict[object, Contact] = {}
    for member in members:
        own.setdefault(member.id, Contact(member_id=member.id, name=member.name))
    guests = [Contact(name=f"Guest of {member.name}") for member in members]
    await Contact.bulk_create([*own.values(), *guests])
    return [[own[member.id], guest] for member, guest in zip(members, guests, strict=True)]


async def _consent(people: Sequence[Sequence[Contact]], dealer: Dealer) -> None:
    said = {own.id: (own, True) for own, _ in people}
    words = [*said.values(), *[(g, given) for _, g in people for given in (True, False)]]
    await Consent.bulk_create([
        Consent(
            subject=person.pseudonym,
            dealer_id=dealer.id,
            purpose=Purpose.CONTACT,
            is_granted=is_granted,
            text_version=1,
            text_hash="",
            language="en",
            method="TEST",
        )
        for person, is_granted in words
    ])  # fmt: skip


async def _come(seats: Sequence[Seat], event: Event, gate: Gate) -> None:
    await CheckIn.bulk_create([
        CheckIn(
            seat_id=seat.id,
            event_id=event.id,
            gate_id=gate.id,
            device_id=ids.new(),
            scan_id=ids.new(),
            at=event.starts_at + timedelta(seconds=seat.position),
        )
        for seat in seats
    ])  # fmt: skip
