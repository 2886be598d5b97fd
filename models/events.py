"""An event: one occurrence in a hall, or in the whole of a venue."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.noun import Noun
from models.venues import Venue


class EventState(StrEnum):
    """draft → published → in progress → ended, or cancelled from any but ended."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    IN_PROGRESS = "IN_PROGRESS"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"


class WaitlistMode(StrEnum):
    """What happens when a seat comes free: the first in line has it, or is offered it."""

    PROMOTE = "PROMOTE"
    OFFER = "OFFER"


class Event(Noun):
    """Times are UTC, `setup_minutes` keep the hall before and after, `hall_id` None is all halls.

    `seats_taken` counts the seats of confirmed registrations and open offers.
    """

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    hall_id = fields.UUIDField(null=True, db_index=True)
    series_id = fields.UUIDField(null=True, db_index=True)
    community_id = fields.UUIDField(null=True, db_index=True)
    host_id = fields.UUIDField(null=True, db_index=True)
    title = fields.CharField(120)
    description = fields.CharField(5000, default="")
    state = fields.CharEnumField(EventState, max_length=12, default=EventState.DRAFT)
    starts_at = fields.DatetimeField(db_index=True)
    ends_at = fields.DatetimeField()
    setup_minutes = fields.IntField(default=0)
    capacity = fields.IntField()
    seats_taken = fields.IntField(default=0)
    seats_waiting = fields.IntField(default=0)
    seat_limit = fields.IntField(default=4)
    waitlist_mode = fields.CharEnumField(
        WaitlistMode, max_length=8, default=WaitlistMode.PROMOTE
    )
    offer_minutes = fields.IntField(default=720)
    cancelled_reason = fields.CharField(500, default="")
    version = fields.IntField(default=0)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "events"
