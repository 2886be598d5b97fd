"""Recalls: who may know of a lead hears that consent was taken back, and is to delete their copies.

No letter of this kind names the person: it would be one more copy.
"""

from tortoise.expressions import Q

from models.dealers import Dealer
from models.events import Event
from models.grants import Grant
from models.leads import Lead
from models.mails import MailKind
from models.members import Member
from models.outbox import Message
from schema import nodes
from server.deliveries import adf, lead_exports
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told


async def withdrawn(message: Message) -> News:
    """A letter and a note to all who were of the dealer's staff since the lead was made.

    Nobody can unsubscribe from it. Who agreed anew meanwhile is not recalled.
    """
    lead = await Lead.get(id=named(message, "lead"))
    if lead.withdrawn_at is None:
        return NONE
    dealer = await Dealer.get(id=lead.dealer_id)
    event = await Event.get_or_none(id=lead.event_id) if lead.event_id else None
    detail = {
        "dealer": dealer.name,
        "lead": nodes.encode("Lead", lead.id),
        "captured_at": lead.captured_at.isoformat(),
        "zone": dealer.zone,
        "event_title": event.title if event else "",
    }
    readers = await _who_may_know(lead)
    return News(
        [letter(reader, MailKind.ACCOUNT, message.topic, **detail) for reader in readers],
        notes(message, (reader.id for reader in readers), lead=lead.id),
    )


async def _who_may_know(lead: Lead) -> list[Member]:
    """Of every role with the dealer that was in force at any time since then."""
    since = Q(ends_at=None) | Q(ends_at__gt=lead.captured_at)
    held = await Grant.filter(since, scope_id=lead.dealer_id).values_list("member_id", flat=True)
    return await Member.filter(id__in=list(held), removed_at=None).order_by("id")


TOPICS: dict[str, Handler] = {
    "lead.withdrawn": told(withdrawn, adf.recall, lead_exports.forget),
}
