"""A presence: where the person of a seat is now, concluded from the seat's scans."""

from uuid import UUID

from tortoise import fields

from models.noun import Noun
from models.seats import Seat


class Presence(Noun):
    """One per seat: the last passage that counted, in or out, and the hall that it led into."""

    seat: fields.OneToOneRelation[Seat] = fields.OneToOneField("models.Seat")
    seat_id: UUID
    event_id = fields.UUIDField()
    hall_id = fields.UUIDField()
    gate_id = fields.UUIDField()
    is_inside = fields.BooleanField()
    at = fields.DatetimeField()

    class Meta:
        table = "presences"
        indexes = (("event_id", "is_inside"),)
