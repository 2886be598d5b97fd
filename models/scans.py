"""A scan: what a device said it saw; stored as said and never edited."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.devices import Device
from models.noun import Noun


class Direction(StrEnum):
    """Which way the person went through the gate."""

    ENTRY = "ENTRY"
    EXIT = "EXIT"


class Scan(Noun):
    """Unique by (device, scan id), refused scans too.

    `refusal` is the fixed part of the verdict, empty for a pass that opens the door, which of a
    seat's admissions was the first is concluded in check-ins. `clock_offset_ms` is what was
    measured for the batch, `at` the corrected time, `is_time_suspect` says it was impossible
    and the time of receipt stands instead.
    """

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField("models.Device")
    device_id: UUID
    scan_id = fields.CharField(64)
    event_id = fields.UUIDField()
    gate_id = fields.UUIDField()
    direction = fields.CharEnumField(Direction, max_length=8)
    token = fields.CharField(256)
    said_at = fields.DatetimeField()
    clock_offset_ms = fields.BigIntField(default=0)
    at = fields.DatetimeField()
    is_time_suspect = fields.BooleanField(default=False)
    received_at = fields.DatetimeField(default=clock.now)
    seat_id = fields.UUIDField(null=True)
    refusal = fields.CharField(16, default="")

    class Meta:
        table = "scans"
        unique_together = (("device_id", "scan_id"),)
        indexes = (("seat_id", "at"), ("event_id", "id"))
