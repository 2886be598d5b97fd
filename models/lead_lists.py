"""Lead lists: whom a dealer may contact, and what came of it; plain rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.leads import LeadState
from models.rows import Row
from models.touches import LeadSource


@dataclass(slots=True)
class LeadRow(Row):
    """A lead as it is shown."""

    id: UUID
    dealer_id: UUID
    contact_id: UUID
    event_id: UUID | None
    state: LeadState
    lost_reason: str
    source: LeadSource
    assignee_id: UUID | None
    captured_at: datetime
    touched_at: datetime
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    contacted_at: datetime | None


@dataclass(slots=True)
class LeadMoveRow(Row):
    """A step of a lead as it is shown."""

    id: UUID
    actor_id: UUID
    from_state: LeadState
    to_state: LeadState
    note: str
    at: datetime
