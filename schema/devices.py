"""Tablets at the door: pairing, duties, and revoking, as the API has it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import strawberry

from engine.fields import instances
from models import devices
from schema.edges import edge
from schema.errors import UserError
from schema.nodes import Node, encode, node_id

if TYPE_CHECKING:
    from schema.events import Event
    from schema.gates import Gate
    from schema.venues import Venue


@strawberry.type(description="Where a tablet may scan, and when.")
class Duty:
    """Rows: models.devices.DeviceAssignment."""

    event_id: strawberry.Private[UUID]
    gate_id: strawberry.Private[UUID]
    starts_at: datetime = strawberry.field(description="From when.")
    ends_at: datetime = strawberry.field(description="Until just before when.")

    is_type_of = staticmethod(instances(devices.DeviceAssignment))

    event: Annotated["Event", strawberry.lazy("schema.events")] | None = edge(
        "event", "event_id", "For which event."
    )

    gate: Annotated["Gate", strawberry.lazy("schema.gates")] = edge(
        "gate", "gate_id", "At which gate."
    )

    @strawberry.field(description="The event's id as it stands in signed batches.")
    def event_key(self) -> UUID:
        return self.event_id

    @strawberry.field(description="The gate's id as it stands in signed batches.")
    def gate_key(self) -> UUID:
        return self.gate_id

    @strawberry.field(description="Where the tablet downloads the event's people from.")
    def manifest_url(self) -> str:
        return f"/door/{encode('Event', self.event_id)}/manifest"

    @strawberry.field(description="Where it downloads what happened since.")
    def changes_url(self) -> str:
        return f"/door/{encode('Event', self.event_id)}/changes"


@strawberry.type(description="A tablet that is paired with one venue.")
class Device(Node):
    """Rows: models.devices.Device."""

    id: strawberry.ID = node_id("Device")
    venue_id: strawberry.Private[UUID]
    name: str = strawberry.field(description="What the staff call it.")
    paired_at: datetime = strawberry.field(description="Since when it is paired.")
    revoked_at: datetime | None = strawberry.field(description="Since when it may do nothing.")
    seen_at: datetime | None = strawberry.field(description="When it last sent a batch.")
    clock_offset_ms: float = strawberry.field(
        description="How many milliseconds its clock was behind ours then: whole, and maybe years."
    )
    battery_percent: int | None = strawberry.field(description="How full its battery was then.")
    unsent_count: int = strawberry.field(description="How many scans it had yet to send then.")
    app_version: str = strawberry.field(description="Which version of the scanner it runs.")

    @strawberry.field(description="Its id as it stands in signed batches.")
    def key(self) -> UUID:
        return cast(UUID, self.id)

    venue: Annotated["Venue", strawberry.lazy("schema.venues")] = edge(
        "venue", "venue_id", "Where it is paired."
    )

    duties: list[Duty] = edge(
        "duties_of_device", "id", "Where it may scan, and when; past duties too.", otherwise=()
    )

    is_type_of = staticmethod(instances(devices.Device))


@strawberry.input(description="Ask for a code that pairs one tablet with a venue.")
class DevicePairingStartInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    venue: strawberry.ID = strawberry.field(description="The venue.")


@strawberry.type(description="What came of `devicePairingStart`; the code is told once.")
class DevicePairingStartPayload:
    code: str | None = strawberry.field(description="Eight characters to type on the tablet.")
    qr_svg: str | None = strawberry.field(description="The same as a QR code, `PDPAIR:` before it.")
    expires_at: datetime | None = strawberry.field(description="Until when the code is good.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Pair this tablet: exchange the code for a credential.")
class DevicePairInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    code: str = strawberry.field(description="The code, in capitals or not.")
    name: str = strawberry.field(description="What the staff call the tablet; 1 to 80 characters.")
    public_key: str = strawberry.field(
        description="The public half of the tablet's own Ed25519 key, 32 bytes in base64: what it"
        " says is signed with the other."
    )


@strawberry.type(description="What came of `devicePair`; the credential is told once.")
class DevicePairPayload:
    credential: str | None = strawberry.field(description="Send it as `Authorization: Bearer …`.")
    device: Device | None = strawberry.field(description="The tablet.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Let a tablet scan for an event at a gate; again to change the time.")
class DeviceAssignInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    device: strawberry.ID = strawberry.field(description="The tablet, of the event's venue.")
    event: strawberry.ID = strawberry.field(description="The event.")
    gate: strawberry.ID = strawberry.field(description="A gate of the event's hall.")
    starts_at: datetime = strawberry.field(description="From when it may scan.")
    ends_at: datetime = strawberry.field(description="Until when it may scan.")


@strawberry.type(description="What came of `deviceAssign`.")
class DeviceAssignPayload:
    device: Device | None = strawberry.field(description="The tablet.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Take a tablet's credential back, as when it is lost.")
class DeviceRevokeInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    device: strawberry.ID = strawberry.field(description="The tablet.")


@strawberry.type(description="What came of `deviceRevoke`.")
class DeviceRevokePayload:
    device: Device | None = strawberry.field(description="The tablet, revoked.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
