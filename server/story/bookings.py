"""Who booked seats at the story's events, whom they brought, and to what they agreed."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.consents import Consent
from models.contacts import Contact
from models.passes import VALID_AFTER_END, VALID_BEFORE_ISSUE, Pass
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from server.story import names, programme
from server.story.people import Person
from server.story.programme import Show
from server.story.scene import Scene
from server.story.writing import Pages

_SIZES = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)
_DEMAND = (0.4, 0.6, 0.8, 0.9, 1.0, 1.2)
_AGREES = 0.45
_CHANGES_MIND = 0.04


@dataclass(frozen=True, slots=True)
class Ticket:
    """A seat with a pass, as the door will see it."""

    seat_id: UUID
    contact_id: UUID
    pseudonym: UUID
    member: Person | None
    language: str
    booked_at: datetime
    not_before: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Party:
    person: Person
    at: datetime
    size: int
    state: RegistrationState
    cancelled_at: datetime | None


def sell(scene: Scene, show: Show, people: list[Person]) -> list[Ticket]:
    """Put down an event with everyone who booked, and return the seats that have a pass."""
    parties = _parties(scene, show, people) if show.is_public else []
    is_on = show.cancelled_at is None
    programme.write(
        scene,
        show,
        taken=_seats(parties, RegistrationState.CONFIRMED) if is_on else 0,
        waiting=_seats(parties, RegistrationState.WAITING) if is_on else 0,
    )
    return [ticket for party in parties for ticket in _book(scene, show, party)]


def _parties(scene: Scene, show: Show, people: list[Person]) -> list[_Party]:
    """In the order in which they came; once somebody waits, everybody after them does."""
    rng, now = scene.pages.rng, scene.now
    known = people[: bisect_left(people, show.published_at, key=lambda person: person.since)]
    until = min(now, show.starts_at, show.cancelled_at or now)
    wanted = round(show.capacity * rng.choice(_DEMAND))
    times = sorted(
        show.published_at + rng.random() * (until - show.published_at) for _ in range(wanted)
    )
    parties: list[_Party] = []
    taken, is_full = 0, False
    for person, at in zip(rng.sample(known, min(wanted, len(known))), times, strict=False):
        size = rng.choice(_SIZES)
        is_full = is_full or taken + size > show.capacity
        if is_full:
            parties.append(_party(show, person, at, size, RegistrationState.WAITING))
        elif rng.falls(_CHANGES_MIND):
            gone = at + rng.random() * (until - at)
            parties.append(_Party(person, at, size, RegistrationState.CANCELLED, gone))
        else:
            taken += size
            parties.append(_party(show, person, at, size, RegistrationState.CONFIRMED))
        if sum(party.size for party in parties) >= wanted:
            break
    return parties


def _party(show: Show, person: Person, at: datetime, size: int, state: RegistrationState) -> _Party:
    if show.cancelled_at is not None:
        return _Party(person, at, size, RegistrationState.CANCELLED, show.cancelled_at)
    return _Party(person, at, size, state, None)


def _seats(parties: list[_Party], state: RegistrationState) -> int:
    return sum(party.size for party in parties if party.state is state)


def _book(scene: Scene, show: Show, party: _Party) -> list[Ticket]:
    pages = scene.pages
    registration_id = pages.mint(party.at)
    pages.add(
        Registration,
        id=registration_id,
        event_id=show.id,
        member_id=party.person.id,
        state=party.state,
        seat_count=party.size,
        queued_at=party.at,
        cancelled_at=party.cancelled_at,
        created_at=party.at,
    )
    tickets = [
        _seat(scene, show, party, registration_id, position)
        for position in range(1, party.size + 1)
    ]
    return tickets if party.state is RegistrationState.CONFIRMED else []


def _seat(scene: Scene, show: Show, party: _Party, registration_id: UUID, position: int) -> Ticket:
    """The member's own seat first, then one for each guest."""
    pages, person = scene.pages, party.person
    seat_id = pages.mint(party.at)
    contact_id, pseudonym = person.contact_id, person.pseudonym
    if position > 1:
        contact_id, pseudonym = _guest(pages, party)
    issued_at = party.at.replace(microsecond=0)
    ticket = Ticket(
        seat_id=seat_id,
        contact_id=contact_id,
        pseudonym=pseudonym,
        member=person if position == 1 else None,
        language=person.language,
        booked_at=party.at,
        not_before=issued_at - VALID_BEFORE_ISSUE,
        expires_at=(show.ends_at + VALID_AFTER_END).replace(microsecond=0),
    )
    has_pass = party.state is RegistrationState.CONFIRMED
    pages.add(
        Seat,
        id=seat_id,
        registration_id=registration_id,
        event_id=show.id,
        contact_id=contact_id,
        member_id=ticket.member.id if ticket.member else None,
        position=position,
        pass_issue=1 if has_pass else 0,
        cancelled_at=party.cancelled_at,
    )
    if has_pass:
        _pass(scene, ticket)
    for dealer_id in show.dealer_ids:
        if pages.rng.falls(_AGREES):
            _agree(scene, show, ticket, dealer_id)
    return ticket


def _guest(pages: Pages, party: _Party) -> tuple[UUID, UUID]:
    contact_id, pseudonym = pages.mint(party.at), pages.mint(party.at)
    language = party.person.language
    pages.add(
        Contact,
        id=contact_id,
        pseudonym=pseudonym,
        name=names.draw(pages.rng, language).shown,
        locale=language,
        created_at=party.at,
    )
    return contact_id, pseudonym


def _pass(scene: Scene, ticket: Ticket) -> None:
    scene.pages.add(
        Pass,
        id=scene.pages.mint(ticket.booked_at),
        seat_id=ticket.seat_id,
        issue=1,
        key_id=scene.key_id,
        not_before=ticket.not_before,
        expires_at=ticket.expires_at,
        issued_at=ticket.booked_at,
    )


def _agree(scene: Scene, show: Show, ticket: Ticket, dealer_id: UUID) -> None:
    at, words = ticket.booked_at, scene.words[ticket.language]
    who = (ticket.pseudonym, dealer_id)
    scene.agreed[who] = min(at, scene.agreed.get(who, at))
    scene.pages.add(
        Consent,
        id=scene.pages.mint(at),
        subject=ticket.pseudonym,
        dealer_id=dealer_id,
        purpose=words.purpose,
        is_granted=True,
        text_version=words.version,
        text_hash=words.text_hash,
        language=words.language,
        method="REGISTRATION",
        event_id=show.id,
        seat_id=ticket.seat_id,
        at=at,
    )
