"""A check-in: what the server concluded from the scans of a seat."""

from uuid import UUID

from tortoise import fields

from models.noun import Noun
from models.seats import Seat


class CheckIn(Noun):
    """The earliest admission of a seat, by corrected time, then scan."""

    seat: fields.OneToOneRelation[Seat] = fields.OneToOneField("models.Seat")
    seat_id: UUID
    event_id = fields.UUIDField(db_index=True)
    gate_id = fields.UUIDField()
    device_id = fields.UUIDField()
    scan_id = fields.CharField(64)
    at = fields.DatetimeField()

    class Meta:
        table = "check_ins"
