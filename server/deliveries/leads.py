"""Leads: the dealer's staff hear of new ones, of their own, and of those that stay silent.

Letters cannot be called back, and consent can: they name the event and the dealer, not the person.
"""

from collections.abc import Sequence
from dataclasses import replace

from models import clock, lead_fallbacks, lead_mail
from models.dealers import Dealer
from models.events import Event
from models.grants import OF_DEALERS, Role
from models.lead_activities import LeadActivity, LeadMention
from models.lead_clocks import EscalationStep
from models.lead_mail import LeadMailMode
from models.lead_timelines import LeadTask
from models.leads import Lead
from models.mails import MailKind
from models.members import Member
from models.outbox import Message
from models.referrals import advancing
from models.referrals.rows import ReferralStage
from server.deliveries import adf, crews
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told


async def captured(message: Message) -> News:
    """A note to everyone of the dealer's staff, and a letter to those who want one for each lead.

    A friend is a stage further.
    """
    lead = await Lead.get(id=named(message, "lead")).select_related("dealer")
    if lead.withdrawn_at is not None:
        return NONE
    await advancing.advance(lead.contact_id, ReferralStage.LEAD, lead.captured_at, lead.id)
    readers = await crews.staff(lead.dealer_id, *OF_DEALERS)
    news = await _news(message, lead, readers)
    wishes = await lead_mail.chosen(lead.dealer_id, [reader.id for reader in readers])
    letters = [
        replace(one, due_at=wishes[reader.id].quiet_end(clock.now(), reader.zone))
        for one, reader in zip(news.letters, readers, strict=True)
        if wishes[reader.id].mode is LeadMailMode.AT_ONCE
    ]
    return News(letters, news.notes)


async def escalated(message: Message) -> News:
    """A letter and a note to those whose turn it is, or to the next where there are none.

    It is held back by nobody's quiet hours.
    """
    lead = await Lead.get(id=named(message, "lead")).select_related("dealer")
    if lead.withdrawn_at is not None or lead.acknowledged_at is not None:
        return NONE
    return await _news(message, lead, await _due(lead, EscalationStep(message.payload["step"])))


async def fallen_back(message: Message) -> News:
    """A letter and a note to the fallback owner, to the brand where they are there no more."""
    lead = await Lead.get(id=named(message, "lead")).select_related("dealer")
    if lead.withdrawn_at is not None or lead.acknowledged_at is not None:
        return NONE
    owner = await lead_fallbacks.owner_of(lead.dealer)
    return await _news(message, lead, [owner] if owner else await crews.brand())


async def assigned(message: Message) -> News:
    """A note to who got the lead, unless they took it themselves."""
    if message.payload["member"] == message.payload["by"]:
        return NONE
    return News(notes=notes(message, [named(message, "member")], lead=named(message, "lead")))


async def touched(message: Message) -> News:
    """A note that the person of a lead came again: to who has it, or to all who might."""
    lead = await Lead.get(id=named(message, "lead"))
    if lead.withdrawn_at is not None:
        return NONE
    staff = await crews.staff(lead.dealer_id, *OF_DEALERS)
    theirs = [one for one in staff if one.id == lead.assignee_id]
    return News(notes=notes(message, [one.id for one in theirs or staff], lead=lead.id))


async def mentioned(message: Message) -> News:
    """A note to the colleagues whom an activity names."""
    activity = await LeadActivity.get(id=named(message, "activity"))
    rows = await LeadMention.filter(activity=activity).exclude(member_id=activity.actor_id)
    readers = [row.member_id for row in rows]
    return News(notes=notes(message, readers, lead=activity.lead_id, member=activity.actor_id))


async def task_due(message: Message) -> News:
    """A note to who is to do a task, unless it is done, or the dealer has the lead no more."""
    task = await LeadTask.get(id=named(message, "task"))
    lead = await Lead.get(id=task.lead_id)
    staff = await crews.staff(lead.dealer_id, *OF_DEALERS)
    is_theirs = task.assignee_id in {one.id for one in staff}
    if task.done_at is not None or lead.withdrawn_at is not None or not is_theirs:
        return NONE
    return News(notes=notes(message, [task.assignee_id], lead=lead.id))


async def _news(message: Message, lead: Lead, readers: Sequence[Member]) -> News:
    event = await Event.get_or_none(id=lead.event_id) if lead.event_id else None
    detail = {"dealer": lead.dealer.name, "event_title": event.title if event else ""}
    return News(
        [letter(reader, MailKind.LEADS, message.topic, **detail) for reader in readers],
        notes(message, (reader.id for reader in readers), lead=lead.id),
    )


async def _due(lead: Lead, step: EscalationStep) -> Sequence[Member]:
    """Whom a step is for: who has the lead before all staff, managers, and at last the brand.

    Where there are none it is for the next.
    """
    if step is EscalationStep.STAFF:
        staff = await crews.staff(lead.dealer_id, *OF_DEALERS)
        theirs = [one for one in staff if one.id == lead.assignee_id]
        return theirs or staff or await _further(lead.dealer)
    if step is EscalationStep.BRAND:
        return await crews.brand()
    managers = await crews.staff(lead.dealer_id, Role.DEALER_MANAGER)
    return managers or await _further(lead.dealer)


async def _further(dealer: Dealer) -> Sequence[Member]:
    """Beyond the dealer's own: its fallback owner, and the brand."""
    owner, brand = await lead_fallbacks.owner_of(dealer), await crews.brand()
    return [owner, *(one for one in brand if one.id != owner.id)] if owner else brand


TOPICS: dict[str, Handler] = {
    "lead.assigned": told(assigned),
    "lead.captured": told(captured, adf.post),
    "lead.escalated": told(escalated),
    "lead.fallen_back": told(fallen_back),
    "lead.touched": told(touched),
    "lead.mentioned": told(mentioned),
    "lead.task_due": told(task_due),
}
