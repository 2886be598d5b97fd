"""Leads: the dealer's staff hear of new ones, of their own, and of those that stay silent.

Letters cannot be called back, and consent can: they name the event and the dealer, not the person.
"""

from collections.abc import Sequence

from models import grants
from models.dealers import Dealer
from models.events import Event
from models.grants import OF_DEALERS, Role
from models.lead_activities import LeadActivity, LeadMention
from models.lead_clocks import EscalationStep
from models.leads import Lead
from models.mails import MailKind
from models.members import Member
from models.outbox import Message
from models.referrals import advancing
from models.referrals.rows import ReferralStage
from server.deliveries import adf
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told


async def captured(message: Message) -> News:
    """One letter and one note to everyone of the dealer's staff; a friend is a stage further."""
    lead = await Lead.get(id=named(message, "lead")).select_related("dealer")
    if lead.withdrawn_at is not None:
        return NONE
    await advancing.advance(lead.contact_id, ReferralStage.LEAD, lead.captured_at, lead.id)
    return await _news(message, lead, await _staff(lead.dealer, *OF_DEALERS))


async def escalated(message: Message) -> News:
    """A letter and a note to those whose turn it is, or to the next where there are none."""
    lead = await Lead.get(id=named(message, "lead")).select_related("dealer")
    if lead.withdrawn_at is not None or lead.acknowledged_at is not None:
        return NONE
    return await _news(message, lead, await _due(lead, EscalationStep(message.payload["step"])))


async def assigned(message: Message) -> News:
    """A note to who got the lead, unless they took it themselves."""
    if message.payload["member"] == message.payload["by"]:
        return NONE
    return News(notes=notes(message, [named(message, "member")], lead=named(message, "lead")))


async def mentioned(message: Message) -> News:
    """A note to the colleagues whom an activity names."""
    activity = await LeadActivity.get(id=named(message, "activity"))
    rows = await LeadMention.filter(activity=activity).exclude(member_id=activity.actor_id)
    readers = [row.member_id for row in rows]
    return News(notes=notes(message, readers, lead=activity.lead_id, member=activity.actor_id))


async def _news(message: Message, lead: Lead, readers: Sequence[Member]) -> News:
    event = await Event.get_or_none(id=lead.event_id) if lead.event_id else None
    detail = {"dealer": lead.dealer.name, "event_title": event.title if event else ""}
    return News(
        [letter(reader, MailKind.LEADS, message.topic, **detail) for reader in readers],
        notes(message, (reader.id for reader in readers), lead=lead.id),
    )


async def _due(lead: Lead, step: EscalationStep) -> Sequence[Member]:
    """Whom a step is for: who has the lead before all staff, managers, and at last the brand."""
    if step is EscalationStep.STAFF:
        staff = await _staff(lead.dealer, *OF_DEALERS)
        return [one for one in staff if one.id == lead.assignee_id] or staff
    managers = await _staff(lead.dealer, Role.DEALER_MANAGER)
    if step is EscalationStep.MANAGER and managers:
        return managers
    return await _members([grant.member_id for grant in await grants.alive(Role.OPERATOR)])


async def _staff(dealer: Dealer, *roles: Role) -> Sequence[Member]:
    held = await grants.alive(scope_id=dealer.id).filter(role__in=roles)
    return await _members([grant.member_id for grant in held])


async def _members(member_ids: Sequence[object]) -> Sequence[Member]:
    return await Member.filter(id__in=list(member_ids), removed_at=None).order_by("id")


TOPICS: dict[str, Handler] = {
    "lead.assigned": told(assigned),
    "lead.captured": told(captured, adf.post),
    "lead.escalated": told(escalated),
    "lead.mentioned": told(mentioned),
}
