"""Registering for an event: seats for a member and their guests, or a place in line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from models import consents, contacts, event_dealers, holders, invites, outbox, texts, waitlist
from models.contacts import Contact
from models.events import Event
from models.members import Member
from models.refusals import (
    AlreadyRegistered,
    DealerNotAtEvent,
    EventFull,
    EventNotOpen,
    InvalidTransition,
    OfferOver,
    SignInRequired,
)
from models.registrations import ALIVE, Registration, RegistrationState
from models.seats import Seat


@dataclass(frozen=True, slots=True)
class Agreement:
    """A person's yes to one dealer, to the words of one version in one language."""

    dealer_id: UUID
    text_version: int
    language: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account whom a member brings along, as the member names them."""

    name: str
    phone: str = ""
    email: str = ""
    agreements: Sequence[Agreement] = ()


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who is to have a seat; `path` leads to them in the input."""

    contact: Contact
    member_id: UUID | None
    agreements: Sequence[Agreement]
    path: str


async def register(  # noqa: PLR0913  a registration has this many sides
    event: Event,
    member: Member,
    *,
    agreements: Sequence[Agreement] = (),
    guests: Sequence[Guest] = (),
    invite: str | None = None,
    wait: bool = True,
) -> Registration:
    """Seats for a member and their guests, or a place at the end of the line.

    Nobody passes those who wait, even where a smaller party would fit; with `wait` false a party
    that finds no room is refused as EVENT_FULL. `agreements` are the member's own,
    `invite` is the code of who invited them.
    """
    member = await member.locked()  # before the event, as who erases a member does
    if member.removed_at is not None:
        raise SignInRequired
    event = await event.locked()
    await _refuse_closed_or_twice(event, member)
    named = None if invite is None else await invites.named_by(member, invite)
    most = min(event.seat_limit, event.capacity)
    count = 1 + texts.within(len(guests), "guests", least=0, most=most - 1)
    has_room = count <= event.seats_free and not await waitlist.line(event).exists()
    if not (has_room or wait):
        raise EventFull("event")
    registration = await Registration.create(
        event_id=event.id,
        member_id=member.id,
        inviter_id=named.member_id if named else None,
        seat_count=count,
        state=RegistrationState.CONFIRMED if has_room else RegistrationState.WAITING,
    )
    await _seat(registration, event, await _holders(member, agreements, guests))
    await waitlist.count(event, registration.state, count)
    if has_room:
        await waitlist.confirm([registration], event, "registration.confirmed")
    else:
        await outbox.tell("registration.waiting", registration=registration.id)
    if named:
        await outbox.tell("registration.invited", registration=registration.id, code=named.code)
    return registration


async def accept(registration: Registration) -> Registration:
    """Take the seats that were offered."""
    event, registration = await waitlist.hold(registration)
    if registration.state is not RegistrationState.OFFERED:
        raise InvalidTransition(before=registration.state, after=RegistrationState.CONFIRMED)
    if registration.has_run_out:
        raise OfferOver("registration")
    await waitlist.confirm([registration], event, "registration.confirmed")
    return registration


async def _refuse_closed_or_twice(event: Event, member: Member) -> None:
    if not event.is_open:
        raise EventNotOpen("event")
    if await Registration.exists(event_id=event.id, member_id=member.id, state__in=ALIVE):
        raise AlreadyRegistered("event")


async def _holders(
    member: Member, agreements: Sequence[Agreement], guests: Sequence[Guest]
) -> list[_Holder]:
    """The member first, then the guests, who are written to in the member's language."""
    people = [_Holder(await holders.of_member(member), member.id, agreements, "consents")]
    for index, guest in enumerate(guests):
        path = f"guests.{index}"
        contact = await contacts.of_guest(
            texts.line(guest.name, f"{path}.name", most=80),
            texts.phone(guest.phone, f"{path}.phone"),
            texts.email(guest.email, f"{path}.email") if guest.email.strip() else "",
            member.locale,
        )
        people.append(_Holder(contact, None, guest.agreements, f"{path}.consents"))
    return people


async def _seat(registration: Registration, event: Event, people: Sequence[_Holder]) -> None:
    seats = [
        Seat(
            registration_id=registration.id,
            event_id=event.id,
            contact_id=holder.contact.id,
            member_id=holder.member_id,
            position=position,
        )
        for position, holder in enumerate(people, start=1)
    ]
    await Seat.bulk_create(seats)
    if any(holder.agreements for holder in people):
        await _agree(event, zip(seats, people, strict=True))


async def _agree(event: Event, seated: Iterator[tuple[Seat, _Holder]]) -> None:
    """Write down every yes; only a dealer that the event names can have one."""
    at_event = await event_dealers.ids_at(event)
    for seat, holder in seated:
        for index, agreement in enumerate(holder.agreements):
            if agreement.dealer_id not in at_event:
                raise DealerNotAtEvent(f"{holder.path}.{index}.dealer")
            await consents.grant(
                holder.contact,
                agreement.dealer_id,
                text_version=agreement.text_version,
                language=agreement.language,
                method="REGISTRATION",
                event_id=event.id,
                seat_id=seat.id,
            )
