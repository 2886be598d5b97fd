"""Passes: a new one goes to the member who registered the seat."""

from models.events import Event
from models.mails import MailKind
from models.members import Member
from models.outbox import Message
from models.seats import Seat
from server.deliveries import events
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told


async def reissued(message: Message) -> News:
    """The new pass, and that the old one opens nothing any more."""
    seat = await Seat.get(id=named(message, "seat")).select_related("contact", "registration")
    if seat.registration.is_walk_in or seat.cancelled_at is not None:
        return NONE
    reader = await Member.get_or_none(id=seat.registration.member_id, removed_at=None)
    if reader is None:
        return NONE
    event = await Event.get(id=seat.event_id)
    seats = [{"id": str(seat.id), "holder": seat.contact.name or str(seat.position)}]
    detail = {"event": await events.facts(event), "seats": seats, "passes": seats}
    return News(
        [letter(reader, MailKind.PASS, message.topic, **detail)],
        notes(message, [reader.id], event=event.id),
    )


TOPICS: dict[str, Handler] = {"pass.reissued": told(reissued)}
