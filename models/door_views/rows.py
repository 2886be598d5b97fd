"""The view of a door as it is shown; plain rows, made once for everyone who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.conflict_lists import ConflictRow
from models.devices import Device
from models.gates import Gate
from models.rows import Row

SILENT_AFTER = timedelta(minutes=2)
"""A tablet on duty that has said nothing for so long may be off, or without a network."""
MINUTES = 60
MOST_CONFLICTS = 100


@dataclass(slots=True)
class HallCount(Row):
    """How many people are in a hall."""

    hall_id: UUID
    inside: int


@dataclass(slots=True)
class Arrivals(Row):
    """How many were checked in within the minute that begins at `at`."""

    at: datetime
    count: int


@dataclass(slots=True)
class DeviceState(Row):
    """A tablet with a duty at the event, and what it last told of itself."""

    device: Device
    gate: Gate
    battery_percent: int | None
    unsent_count: int
    seen_at: datetime | None
    is_on_duty: bool
    is_silent: bool


@dataclass(slots=True)
class EdgeState(Row):
    """An edge that stands in for the server at the event."""

    id: UUID
    name: str
    address: str
    seen_at: datetime | None
    is_silent: bool = False


@dataclass(slots=True)
class Counts(Row):
    """What is counted at a door; see schema.door_views.DoorView."""

    inside: int
    expected: int
    admitted: int
    refused: int
    walk_ins: int
    conflict_count: int


@dataclass(slots=True)
class DoorView(Row):
    """A door as it stood at `at`."""

    event_id: UUID
    venue_id: UUID
    at: datetime
    counts: Counts
    halls: Sequence[HallCount]
    arrivals: Sequence[Arrivals]
    conflicts: Sequence[ConflictRow]
    devices: Sequence[DeviceState]
    edges: Sequence[EdgeState]

    def tells_the_same_as(self, other: "DoorView") -> bool:
        """Whether nothing changed between the two but the time."""
        return _told(self) == _told(other)


def is_silent(seen_at: datetime | None, now: datetime) -> bool:
    """Whether nothing was heard for SILENT_AFTER, or ever."""
    return seen_at is None or now - seen_at > SILENT_AFTER


def _told(view: DoorView) -> object:
    devices = [
        (
            each.device.id, each.device.name, each.gate.id, each.gate.name, each.battery_percent,
            each.unsent_count, each.is_on_duty, each.is_silent,
        )
        for each in view.devices
    ]  # fmt: skip
    edges = [(each.id, each.name, each.address, each.is_silent) for each in view.edges]
    return view.counts, view.halls, view.arrivals, view.conflicts, devices, edges
