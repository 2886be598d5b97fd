"""Tablets at the door: pairing, duties, and revoking, as the API has it."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models import devices
from schema.errors import UserError
from schema.nodes import Node, node_id


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
