"""A device: a tablet that is paired with one venue."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.events import Event
from models.gates import Gate
from models.noun import Noun
from models.venues import Venue


class PairingCode(Noun):
    """A one-shot code that turns a tablet into a device of a venue, only its hash is stored."""

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    code_hash = fields.CharField(64, unique=True)
    created_by_id = fields.UUIDField()
    created_at = fields.DatetimeField(default=clock.now)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "pairing_codes"


class Device(Noun):
    """Its credential can do nothing but what its assignments say, only the hash is stored."""

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    name = fields.CharField(80)
    credential_hash = fields.CharField(64, unique=True)
    public_key = fields.BinaryField(null=True)
    paired_at = fields.DatetimeField(default=clock.now)
    revoked_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)
    clock_offset_ms = fields.BigIntField(default=0)

    class Meta:
        table = "devices"


class DeviceAssignment(Noun):
    """The device may scan at this gate for this event from `starts_at` to `ends_at`."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "models.Device", related_name="assignments"
    )
    device_id: UUID
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    gate: fields.ForeignKeyRelation[Gate] = fields.ForeignKeyField("models.Gate")
    gate_id: UUID
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "device_assignments"
        unique_together = (("device_id", "event_id", "gate_id"),)
