"""A lead: a person who agreed that a named dealer may contact them."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.contacts import Contact
from models.dealers import Dealer
from models.noun import Noun


class LeadState(StrEnum):
    """new → contacted → test drive → won, or lost with a reason."""

    NEW = "NEW"
    CONTACTED = "CONTACTED"
    TEST_DRIVE = "TEST_DRIVE"
    WON = "WON"
    LOST = "LOST"


class Lead(Noun):
    """One per dealer, contact and event."""

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    event_id = fields.UUIDField(null=True)
    seat_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(LeadState, max_length=12, default=LeadState.NEW)
    lost_reason = fields.CharField(500, default="")
    captured_at = fields.DatetimeField(default=clock.now)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "leads"
        unique_together = (("dealer_id", "contact_id", "event_id"),)
        indexes = (("dealer_id", "id"),)


class LeadMove(Noun):
    """One step of a lead's state, append-only: from, to, who, why."""

    lead: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    from_state = fields.CharEnumField(LeadState, max_length=12)
    to_state = fields.CharEnumField(LeadState, max_length=12)
    actor_id = fields.UUIDField()
    note = fields.CharField(500, default="")
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_moves"
