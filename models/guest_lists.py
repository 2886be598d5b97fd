"""Guest lists: who registered for an event, with their seats, and who came; plain rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.consents import Purpose
from models.registrations import RegistrationState
from models.rows import Row


@dataclass(slots=True)
class RegistrationRow(Row):
    """A registration as it is shown."""

    id: UUID
    event_id: UUID
    member_id: UUID | None
    inviter_id: UUID | None
    state: RegistrationState
    seat_count: int
    offered_until: datetime | None
    cancelled_at: datetime | None
    created_at: datetime


@dataclass(slots=True)
class SeatRow(Row):
    """A seat as it is shown."""

    id: UUID
    registration_id: UUID
    contact_id: UUID
    position: int
    cancelled_at: datetime | None


@dataclass(slots=True)
class ConsentRow(Row):
    """What stands between a person and a dealer, as it is shown."""

    id: UUID
    dealer_id: UUID
    subject: UUID
    purpose: Purpose
    is_granted: bool
    text_version: int
    language: str
    at: datetime


@dataclass(slots=True)
class CheckInRow(Row):
    """A check-in as it is shown."""

    id: UUID
    seat_id: UUID
    gate_id: UUID
    at: datetime
