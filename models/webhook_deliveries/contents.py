"""Contents: a lead as its dealer may know it at the moment of sending."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import sql
from models.lead_questions import LeadQuestion
from models.leads import LeadState
from models.webhook_deliveries.rows import WebhookEvent
from models.webhook_deliveries.taking import Due


@dataclass(frozen=True, slots=True)
class KnownLead:
    """Whom to contact, how far it has come, at which event, and about which car."""

    id: UUID
    state: LeadState
    captured_at: datetime
    model: str
    name: str
    phone: str
    email: str
    locale: str
    event_id: UUID | None
    event_title: str | None
    event_starts_at: datetime | None
    answers: list[dict[str, Any]]


async def of(due: Due) -> KnownLead | None:
    """The lead that a message is about; None where the dealer may not know of it any more.

    That is so once it is withdrawn or another dealer's, and for the message that says so, whatever
    was agreed to since.
    """
    if due.lead_id is None or due.event is WebhookEvent.LEAD_WITHDRAWN:
        return None
    return await sql.fetch_one(
        KnownLead,
        """
        SELECT l.id, l.state, l.captured_at, l.model, l.answers, c.name, c.phone, c.email,
               c.locale, e.id AS event_id, e.title AS event_title, e.starts_at AS event_starts_at
        FROM leads l
        JOIN contacts c ON c.id = l.contact_id
        LEFT JOIN events e ON e.id = l.event_id
        WHERE l.id = $1 AND l.dealer_id = $2 AND l.withdrawn_at IS NULL
        """,
        due.lead_id,
        due.dealer_id,
    )


async def questions(lead: KnownLead) -> dict[UUID, LeadQuestion]:
    """What was asked, by id, of all that the lead has an answer to."""
    asked = [UUID(answer["question"]) for answer in lead.answers]
    return {row.id: row for row in await LeadQuestion.filter(id__in=asked)} if asked else {}
