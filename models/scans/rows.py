"""A scan: what a device said it saw; stored as said and never edited."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.devices import Device
from models.noun import Noun

TOKEN_KEPT = 256


class Direction(StrEnum):
    """Which way the person went through the gate."""

    ENTRY = "ENTRY"
    EXIT = "EXIT"


class Scan(Noun):
    """Unique by (device, scan id), refused scans too.

    `refusal` is the fixed part of the verdict, empty for a pass that opens the door. Which of a
    seat's admissions was the first is concluded in check-ins. `clock_offset_ms` is what was
    measured for the batch, `at` the corrected time, `is_time_suspect` says it was impossible
    and the time of receipt stands instead. `shown` is the verdict that the tablet gave the person,
    empty while it has not said, `is_alone` that it decided so without asking anyone.
    `override_by_id` is the supervisor who let the person in all the same, with an
    `override_reason` alone it was somebody who is not known to have had the right.
    """

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField("models.Device")
    device_id: UUID
    scan_id = fields.UUIDField()
    event_id = fields.UUIDField()
    gate_id = fields.UUIDField()
    direction = fields.CharEnumField(Direction, max_length=8)
    token = fields.CharField(TOKEN_KEPT)
    said_at = fields.DatetimeField()
    clock_offset_ms = fields.BigIntField(default=0)
    at = fields.DatetimeField()
    is_time_suspect = fields.BooleanField(default=False)
    received_at = fields.DatetimeField(default=clock.now)
    seat_id = fields.UUIDField(null=True)
    refusal = fields.CharField(16, default="")
    shown = fields.CharField(16, default="")
    is_alone = fields.BooleanField(default=False)
    override_by_id = fields.UUIDField(null=True)
    override_reason = fields.CharField(200, default="")

    class Meta:
        table = "scans"
        unique_together = (("device_id", "scan_id"),)
        indexes = (("seat_id", "at"), ("event_id", "id"))


class ScanUndo(Noun):
    """A tablet took a scan of its own back: it did not happen. It may arrive before the scan."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField("models.Device")
    device_id: UUID
    scan_id = fields.UUIDField()
    said_at = fields.DatetimeField()
    at = fields.DatetimeField()
    received_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "scan_undos"
        unique_together = (("device_id", "scan_id"),)
