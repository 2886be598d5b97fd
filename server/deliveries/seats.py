"""Seats: who is given one has its pass, and who had it hears that it is theirs no longer."""

from models.contacts import Contact
from models.events import Event
from models.mails import Letter, MailKind
from models.outbox import Message
from models.seats import Seat
from server.deliveries import events
from server.deliveries.news import NONE, Handler, News, named, notes, told


async def reallocated(message: Message) -> News:
    """Letters to both, where they can be written to; nothing where it went on to a third."""
    seat = await Seat.get(id=named(message, "seat"))
    if seat.contact_id != named(message, "holder") or seat.cancelled_at is not None:
        return NONE
    before = await Contact.get(id=named(message, "before"))
    holder = await Contact.get(id=seat.contact_id)
    facts = {"event": await events.facts(await Event.get(id=seat.event_id))}
    seats = [{"id": str(seat.id), "holder": holder.name}]
    letters = [
        _letter(holder, "seat.given", **facts, seats=seats, passes=seats),
        _letter(before, "seat.given_away", **facts),
    ]
    return News(
        [letter for letter in letters if letter.to_address],
        notes(message, [before.member_id] if before.member_id else [], event=seat.event_id),
    )


def _letter(reader: Contact, template: str, **detail: object) -> Letter:
    said = {"name": reader.name, **detail}
    return Letter(reader.email, reader.locale, MailKind.PASS, template, said)


TOPICS: dict[str, Handler] = {"seat.reallocated": told(reallocated)}
