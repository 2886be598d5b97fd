"""The programme: events as they are listed and shown, and where they take place; plain rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.events import EventState, WaitlistMode
from models.rows import Row
from models.venues import Located


@dataclass(slots=True)
class EventRow(Row):
    """An event as it is shown."""

    id: UUID
    venue_id: UUID
    hall_id: UUID | None
    series_id: UUID | None
    community_id: UUID | None
    host_id: UUID | None
    title: str
    description: str
    state: EventState
    starts_at: datetime
    ends_at: datetime
    setup_minutes: int
    capacity: int
    seats_taken: int
    seats_waiting: int
    seat_limit: int
    waitlist_mode: WaitlistMode
    offer_minutes: int
    cancelled_reason: str
    version: int


@dataclass(slots=True)
class SeriesRow(Row):
    """A series as it is shown."""

    id: UUID
    name: str
    description: str
    rule: str


@dataclass(slots=True)
class VenueRow(Located, Row):
    """A venue as it is shown."""

    id: UUID
    name: str
    address: str
    city: str
    latitude: float | None
    longitude: float | None
    zone: str
    opening_hours: list[dict[str, Any]]
    created_at: datetime


@dataclass(slots=True)
class HallRow(Row):
    """A hall as it is shown."""

    id: UUID
    venue_id: UUID
    name: str
    capacity: int


@dataclass(slots=True)
class GateRow(Row):
    """A gate as it is shown."""

    id: UUID
    hall_id: UUID
    name: str
