"""What is handed in: enquiries, and attendances from which enquiries follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.touches import LeadSource

Key = tuple[UUID, LeadSource, UUID]
"""What a touch is known by: the dealer, the source, and what it came of."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A person came to a dealer, or asked for it, and agreed to be contacted; see Touch.

    `decision_id` is the proposal that led them to this dealer, where the rules made one.
    """

    dealer_id: UUID
    contact_id: UUID
    source: LeadSource
    ref: UUID
    at: datetime
    event_id: UUID | None = None
    seat_id: UUID | None = None
    medium: str = ""
    campaign: str = ""
    content: str = ""
    host_id: UUID | None = None
    referrer_id: UUID | None = None
    model: str = ""
    decision_id: UUID | None = None
    answers: Sequence[Mapping[str, Any]] = ()

    @property
    def key(self) -> Key:
        """By which it is told from others."""
        return self.dealer_id, self.source, self.ref


@dataclass(frozen=True, slots=True)
class Attendance:
    """A person was at an event, at the corrected time of the scan."""

    seat_id: UUID
    contact_id: UUID
    event_id: UUID
    at: datetime
