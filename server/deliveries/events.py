"""Events: whoever registered hears that one is moved or cancelled."""

from collections.abc import Iterable
from typing import Any

from models import registrations
from models.events import Event, EventState
from models.halls import Hall
from models.mails import Letter, MailKind
from models.members import Member
from models.outbox import Message
from models.registrations import Registration, RegistrationState
from models.venues import Venue
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told


async def facts(event: Event) -> dict[str, str]:
    """What letters say of an event; the times are ISO 8601, the zone is the venue's."""
    venue = await Venue.get(id=event.venue_id)
    return {
        "title": event.title,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "zone": venue.zone,
        "venue": venue.name,
        "hall": await _hall_name(str(event.hall_id or "")),
        "address": venue.address,
    }


async def moved(message: Message) -> News:
    """The new time and place to everyone who has a seat, an offer or a place in line."""
    event = await Event.get(id=named(message, "event"))
    if event.state is EventState.CANCELLED:
        return NONE
    now = await facts(event)
    said = message.payload["before"]
    before = {**said, "zone": now["zone"], "hall": await _hall_name(said["hall"])}
    return await _news(
        message, event, await registrations.alive_at(event), event_facts=now, before=before
    )


async def cancelled(message: Message) -> News:
    """The reason, and a file that takes the event out of calendars."""
    event = await Event.get(id=named(message, "event"))
    return await _news(
        message,
        event,
        await registrations.called_off_with(event),
        event_facts=await facts(event),
        reason=event.cancelled_reason,
    )


async def _news(
    message: Message,
    event: Event,
    parties: Iterable[Registration],
    *,
    event_facts: dict[str, str],
    **detail: Any,
) -> News:
    by_member = {party.member_id: party for party in parties if party.member_id}
    readers = await Member.filter(id__in=list(by_member), removed_at=None)
    letters = [
        _letter(message.topic, reader, by_member[reader.id], event=event_facts, **detail)
        for reader in readers
    ]
    return News(letters, notes(message, (reader.id for reader in readers), event=event.id))


def _letter(topic: str, reader: Member, party: Registration, **detail: Any) -> Letter:
    is_confirmed = party.state is RegistrationState.CONFIRMED
    if party.state is not RegistrationState.WAITING:
        detail["calendar_of"] = str(party.id)
    return letter(reader, MailKind.EVENTS, topic, is_confirmed=is_confirmed, **detail)


async def _hall_name(hall_id: str) -> str:
    """Empty for the whole venue."""
    hall = await Hall.get_or_none(id=hall_id) if hall_id else None
    return hall.name if hall else ""


TOPICS: dict[str, Handler] = {"event.moved": told(moved), "event.cancelled": told(cancelled)}
