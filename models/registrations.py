"""A registration: who booked seats at an event."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.events import Event
from models.members import Member
from models.noun import Noun


class RegistrationState(StrEnum):
    """Confirmed, waiting in line, offered a seat for a time, the offer run out, or cancelled."""

    CONFIRMED = "CONFIRMED"
    WAITING = "WAITING"
    OFFERED = "OFFERED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


class Registration(Noun):
    """One party at one event, the line is served by `queued_at`, then id."""

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    state = fields.CharEnumField(RegistrationState, max_length=12)
    seat_count = fields.IntField()
    queued_at = fields.DatetimeField(default=clock.now)
    offered_until = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "registrations"
        indexes = (("event_id", "state", "queued_at"), ("member_id", "id"))
