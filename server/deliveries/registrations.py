"""Registrations: letters to who registered, with the passes where there are some."""

from typing import Any

from models import database, outbox, waitlist
from models.events import Event, WaitlistMode
from models.mails import MailKind
from models.members import Member
from models.outbox import Message
from models.referrals import claiming
from models.registrations import ALIVE, Registration, RegistrationState
from models.seats import Seat
from server.deliveries import events
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told
from server.deliveries.setup import WorkerSetup

# What a registration must still be, for the letter to be true when it is written.
_STILL = {
    "registration.confirmed": {RegistrationState.CONFIRMED},
    "registration.promoted": {RegistrationState.CONFIRMED},
    "registration.waiting": {RegistrationState.WAITING},
    "registration.offered": {RegistrationState.OFFERED},
    "registration.offer_expired": {RegistrationState.EXPIRED},
    "registration.cancelled": {RegistrationState.CANCELLED},
    "registration.seats_cancelled": set(ALIVE),
}


async def news(message: Message) -> News:
    """One letter and one note to the member who registered."""
    registration = await Registration.get(id=named(message, "registration"))
    if registration.state not in _STILL[message.topic]:
        return NONE
    if registration.is_walk_in:
        return NONE
    reader = await Member.get_or_none(id=registration.member_id, removed_at=None)
    if reader is None:
        return NONE
    event = await Event.get(id=registration.event_id)
    detail = await _detail(message, registration, event)
    kind = MailKind.PASS if "passes" in detail else MailKind.EVENTS
    return News(
        [letter(reader, kind, message.topic, **detail)],
        notes(message, [reader.id], event=event.id),
    )


async def offer_due(message: Message, _setup: WorkerSetup) -> None:
    """The time of an offer is over: it goes on to the next in line, unless it was taken."""
    async with database.transaction():
        await waitlist.expire_offer(named(message, "registration"))
        await outbox.delivered(message)


async def invited(message: Message, setup: WorkerSetup) -> None:
    """Who invited the member to the event has brought them, where nobody had before."""
    registration = await Registration.get(id=named(message, "registration"))
    async with database.transaction():
        if registration.member_id is not None:
            code, window = message.payload["code"], setup.referral_window
            await claiming.claim_if_good(registration.member_id, code, window=window)
        await outbox.delivered(message)


async def _detail(message: Message, registration: Registration, event: Event) -> dict[str, Any]:
    seats = await seats_of(registration)
    detail: dict[str, Any] = {"event": await events.facts(event), "seats": seats}
    match message.topic:
        case "registration.confirmed" | "registration.promoted":
            detail |= {"passes": seats, "calendar_of": str(registration.id)}
        case "registration.waiting":
            detail["offers"] = event.waitlist_mode is WaitlistMode.OFFER
        case "registration.offered":
            detail["until"] = (registration.offered_until or event.starts_at).isoformat()
        case "registration.cancelled":
            detail |= _why(message) | {"calendar_of": str(registration.id)}
        case "registration.seats_cancelled":
            detail |= _why(message)
    return detail


def _why(message: Message) -> dict[str, Any]:
    return {name: message.payload[name] for name in ("reason", "is_own")}


async def seats_of(registration: Registration) -> list[dict[str, str]]:
    """The seats that are not given up, with the names of their holders."""
    alive = Seat.filter(registration_id=registration.id, cancelled_at=None).order_by("position")
    return [
        {"id": str(seat.id), "holder": seat.contact.name or str(seat.position)}
        for seat in await alive.select_related("contact")
    ]


TOPICS: dict[str, Handler] = {topic: told(news) for topic in _STILL} | {
    "registration.invited": invited,
    "registration.offer_due": offer_due,
}
