"""Leads: the dealer's staff hear that there is a new one.

Letters cannot be called back, and consent can: they name the event and the dealer, not the person.
"""

from models import grants
from models.dealers import Dealer
from models.events import Event
from models.grants import OF_DEALERS
from models.leads import Lead
from models.mails import MailKind
from models.members import Member
from models.outbox import Message
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told


async def captured(message: Message) -> News:
    """One letter and one note to everyone of the dealer's staff."""
    lead = await Lead.get(id=named(message, "lead"))
    if lead.withdrawn_at is not None:
        return NONE
    dealer = await Dealer.get(id=lead.dealer_id)
    event = await Event.get(id=lead.event_id)
    staff = await grants.alive(scope_id=dealer.id).filter(role__in=OF_DEALERS)
    readers = await Member.filter(id__in=[grant.member_id for grant in staff], removed_at=None)
    detail = {"dealer": dealer.name, "event_title": event.title}
    return News(
        [letter(reader, MailKind.LEADS, message.topic, **detail) for reader in readers],
        notes(message, (reader.id for reader in readers), lead=lead.id),
    )


TOPICS: dict[str, Handler] = {"lead.captured": told(captured)}
