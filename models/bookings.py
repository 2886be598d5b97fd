"""A booking: a hall kept for an event, set-up time included.

Bookings of one hall never overlap: an EXCLUDE constraint on PostgreSQL, triggers on SQLite.
"""

from uuid import UUID

from tortoise import fields

from models.events import Event
from models.halls import Hall
from models.noun import Noun


class Booking(Noun):
    """The hall is kept from `starts_at` up to, not including, `ends_at`."""

    hall: fields.ForeignKeyRelation[Hall] = fields.ForeignKeyField("models.Hall")
    hall_id: UUID
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()

    class Meta:
        table = "bookings"
        unique_together = (("hall_id", "event_id"),)
        indexes = (("hall_id", "starts_at"),)
