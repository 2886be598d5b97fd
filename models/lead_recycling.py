"""Recycling: a lead goes to another dealer that the person agreed to, and leaves the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import clock, database, lead_changes, lead_intake, sql, texts
from models.consents import granted_at
from models.lead_changes import LeadChangeKind
from models.lead_intake import Enquiry, agreeing
from models.leads import OPEN, Lead, LeadState
from models.refusals import InvalidTransition, NobodyElseAgreedTo
from models.touches import LeadSource


async def recycle(lead: Lead, reason: str, *, by: UUID) -> Lead:
    """Hand an open lead on to the dealer that the person agreed to where fewest leads wait.

    The other dealer gets a lead of its own, which knows nothing of what the first one did. Refused
    where the person has agreed to no such dealer.
    """
    note = texts.prose(reason, "reason", most=500)
    async with database.transaction():
        await agreeing.hold([lead.contact_id])
        lead = await lead.in_sight()
        if lead.state not in OPEN:
            raise InvalidTransition("lead", before=lead.state.value, after="RECYCLED")
        for other in await _others(lead):
            if made := await _hand_to(other, lead):
                await _leave(lead, made, note, by=by)
                return lead
        raise NobodyElseAgreedTo("lead")


async def _hand_to(dealer_id: UUID, lead: Lead) -> UUID | None:
    """The lead that it is with another dealer; None where the person has not agreed."""
    enquiry = Enquiry(
        dealer_id,
        lead.contact_id,
        LeadSource.RECYCLED,
        lead.id,
        clock.now(),
        event_id=lead.event_id,
        seat_id=lead.seat_id,
    )
    return (await lead_intake.take([enquiry])).leads.get(enquiry.key)


async def _leave(lead: Lead, made: UUID, note: str, *, by: UUID) -> None:
    await lead.take(LeadState.RECYCLED, note, by=by)
    lead.withdrawn_at, lead.recycled_to_id = clock.now(), made
    await lead.save(update_fields=["withdrawn_at", "recycled_to_id"])
    await lead_changes.record(LeadChangeKind.RECYCLED, [lead.id])


@dataclass(frozen=True, slots=True)
class _Other:
    """A dealer that the person has agreed to."""

    id: UUID
    waiting: int


async def _others(lead: Lead) -> Sequence[UUID]:
    rows = await sql.fetch(
        _Other,
        f"""
        SELECT d.id, (SELECT count(*) FROM leads l WHERE l.dealer_id = d.id
                      AND l.withdrawn_at IS NULL AND l.state = 'NEW') AS waiting
        FROM contacts c JOIN dealers d ON d.id <> $2
        WHERE c.id = $1 AND {granted_at("c.pseudonym", "d.id", "$3")} ORDER BY waiting, d.id
        """,  # noqa: S608  nothing of it comes from outside
        lead.contact_id,
        lead.dealer_id,
        clock.now(),
    )
    return [row.id for row in rows]
