"""The door as a supervisor sees it, as the API has it."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances, pure
from engine.sizes import sized
from models.door_views import rows
from models.door_views.rows import MINUTES, MOST_CONFLICTS, SILENT_AFTER
from schema.conflicts import Conflict
from schema.devices import Device
from schema.edges import edge
from schema.gates import Gate
from schema.halls import Hall

_MINUTES = int(SILENT_AFTER.total_seconds() // 60)


@strawberry.type(description="How many people are in a hall.")
class HallCount:
    """Rows: models.door_views.rows.HallCount."""

    hall_id: strawberry.Private[UUID]
    inside: int = strawberry.field(description="How many people are there now.")

    is_type_of = staticmethod(instances(rows.HallCount))

    hall: Hall | None = edge("hall", "hall_id", "Which hall.")


@strawberry.type(description="How many people came within one minute.")
class Arrivals:
    """Rows: models.door_views.rows.Arrivals."""

    at: datetime = strawberry.field(description="When the minute began.")
    count: int = strawberry.field(description="How many were checked in.")

    is_type_of = staticmethod(instances(rows.Arrivals))


@strawberry.type(description="A tablet at the event, and what it last told of itself.")
class DoorDevice:
    """Rows: models.door_views.rows.DeviceState."""

    device: Device = strawberry.field(description="The tablet.")
    gate: Gate = strawberry.field(description="Where it is, will be next, or was last, on duty.")
    battery_percent: int | None = strawberry.field(
        description="How full its battery is, 0 to 100; null where it does not know."
    )
    unsent_count: int = strawberry.field(
        description="How many scans it had not sent when it last spoke."
    )
    seen_at: datetime | None = strawberry.field(
        description="When it was last heard of; null for never."
    )
    is_on_duty: bool = strawberry.field(description="Whether it may scan there now.")
    is_silent: bool = strawberry.field(
        description=f"Whether it is on duty and has not been heard of for {_MINUTES} minutes."
    )

    is_type_of = staticmethod(instances(rows.DeviceState))


@strawberry.type(description="A laptop at the venue that stands in for the server.")
class DoorEdge:
    """Rows: models.door_views.rows.EdgeState."""

    name: str = strawberry.field(description="What the staff call it.")
    address: str = strawberry.field(description="Where tablets reach it; empty until it has said.")
    seen_at: datetime | None = strawberry.field(description="When it was last heard of.")
    is_silent: bool = strawberry.field(
        description=f"Whether it has not been heard of for {_MINUTES} minutes."
    )

    is_type_of = staticmethod(instances(rows.EdgeState))


@strawberry.type(
    description="The door of an event as it stands at one moment, concluded from all scans."
)
class DoorView:
    """Rows: models.door_views.rows.DoorView."""

    counts: strawberry.Private[rows.Counts]
    at: datetime = strawberry.field(description="When it was read.")
    halls: list[HallCount] = strawberry.field(
        description="The event's hall, or all of its venue.", metadata=sized(5)
    )
    arrivals: list[Arrivals] = strawberry.field(
        description=f"Check-ins by minute, the last {MINUTES} of them, the present one last.",
        metadata=sized(MINUTES),
    )
    conflicts: list[Conflict] = strawberry.field(
        description=f"The open ones, the newest first, {MOST_CONFLICTS} at most.",
        metadata=sized(20),
    )
    devices: list[DoorDevice] = strawberry.field(
        description="The tablets with a duty at the event, by gate.", metadata=sized(20)
    )
    edges: list[DoorEdge] = strawberry.field(
        description="The edges that are paired with the event.", metadata=sized(2)
    )

    is_type_of = staticmethod(instances(rows.DoorView))

    @strawberry.field(
        description="How many people are inside now, each counted once.", metadata=pure()
    )
    def inside(self) -> int:
        return self.counts.inside

    @strawberry.field(
        description="How many have a pass that is good, and have not come yet.", metadata=pure()
    )
    def expected(self) -> int:
        return self.counts.expected

    @strawberry.field(description="How many seats were checked in.", metadata=pure())
    def admitted(self) -> int:
        return self.counts.admitted

    @strawberry.field(
        description="How many scans turned somebody away; overridden and undone ones do not count.",
        metadata=pure(),
    )
    def refused(self) -> int:
        return self.counts.refused

    @strawberry.field(
        description="How many of the admitted were registered at the door.", metadata=pure()
    )
    def walk_ins(self) -> int:
        return self.counts.walk_ins

    @strawberry.field(description="How many conflicts are open.", metadata=pure())
    def conflict_count(self) -> int:
        return self.counts.conflict_count
