"""Recycling: a lead goes to another dealer that the person agreed to, and leaves the first."""

from uuid import UUID

from models import clock, database, lead_changes, lead_intake, outbox, texts
from models.lead_changes import LeadChangeKind
from models.lead_intake import Enquiry, agreeing
from models.leads import OPEN, Lead, LeadState
from models.refusals import InvalidTransition, NobodyElseAgreedTo
from models.routing import recycling
from models.touches import LeadSource


async def recycle(lead: Lead, reason: str, *, by: UUID) -> Lead:
    """Hand an open lead on to a dealer that the person agreed to, by the rules of routing.

    The other dealer gets a lead of its own, which knows nothing of what the first one did. Refused
    where the person has agreed to no such dealer.
    """
    note = texts.prose(reason, "reason", most=500)
    async with database.transaction():
        await agreeing.hold([lead.contact_id])
        lead = await lead.in_sight()
        if lead.state not in OPEN:
            raise InvalidTransition("lead", before=lead.state.value, after="RECYCLED")
        decision = await recycling.elsewhere(lead.id, by=by)
        if decision.dealer_id is None:
            raise NobodyElseAgreedTo("lead")
        made = await _hand_to(decision.dealer_id, lead, decision.id)
        await _leave(lead, made, note, by=by)
        return lead


async def _hand_to(dealer_id: UUID, lead: Lead, decision_id: UUID) -> UUID:
    """The lead that it is with another dealer; refused where the person has not agreed."""
    enquiry = Enquiry(
        dealer_id,
        lead.contact_id,
        LeadSource.RECYCLED,
        lead.id,
        clock.now(),
        event_id=lead.event_id,
        seat_id=lead.seat_id,
        model=lead.model,
        decision_id=decision_id,
    )
    made = (await lead_intake.take([enquiry])).leads.get(enquiry.key)
    if made is None:
        raise NobodyElseAgreedTo("lead")
    return made


async def _leave(lead: Lead, made: UUID, note: str, *, by: UUID) -> None:
    await lead.take(LeadState.RECYCLED, note, by=by)
    lead.withdrawn_at, lead.recycled_to_id = clock.now(), made
    await lead.save(update_fields=["withdrawn_at", "recycled_to_id"])
    await lead_changes.record(LeadChangeKind.RECYCLED, [lead.id])
    await outbox.tell("lead.withdrawn", lead=lead.id)  # whoever copied it is told to forget it
