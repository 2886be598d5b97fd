"""Lead lists: whom a dealer may contact, and what came of it; plain rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.lead_activities import ActivityKind
from models.lead_clocks import EscalationStep
from models.lead_questions import LeadQuestion
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
    model: str
    assignee_id: UUID | None
    captured_at: datetime
    touched_at: datetime
    acknowledge_until: datetime | None
    acknowledged_at: datetime | None
    contacted_at: datetime | None
    delivered_at: datetime | None


@dataclass(slots=True)
class LeadMoveRow(Row):
    """A step of a lead as it is shown."""

    id: UUID
    actor_id: UUID
    from_state: LeadState
    to_state: LeadState
    note: str
    at: datetime


@dataclass(slots=True)
class LeadTouchRow(Row):
    """A touch of a lead as it is shown."""

    source: LeadSource
    event_id: UUID | None
    medium: str
    campaign: str
    content: str
    model: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadAnswer:
    """What the person of a lead answered to a question of its dealer."""

    question: LeadQuestion
    answer: str


@dataclass(slots=True)
class LeadActivityRow(Row):
    """An entry of a lead's timeline as it is shown."""

    id: UUID
    actor_id: UUID
    kind: ActivityKind
    has_reached: bool
    text: str
    at: datetime


@dataclass(slots=True)
class LeadTaskRow(Row):
    """A task about a lead as it is shown."""

    id: UUID
    assignee_id: UUID
    title: str
    due_at: datetime
    created_at: datetime
    done_at: datetime | None


@dataclass(slots=True)
class LeadMergeRow(Row):
    """A merge of two leads as it is shown."""

    id: UUID
    merged_at: datetime
    parted_at: datetime | None


@dataclass(slots=True)
class LeadEscalationRow(Row):
    """A step of a lead's escalation as it is shown."""

    step: EscalationStep
    at: datetime
