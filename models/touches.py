"""A touch: one occasion on which a person and a dealer came together; append-only."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock
from models.contacts import Contact
from models.dealers import Dealer
from models.noun import Noun


class LeadSource(StrEnum):
    """By which way a person came to a dealer."""

    CHECK_IN = "CHECK_IN"
    STAND = "STAND"
    REFERRAL = "REFERRAL"
    STORE_BOOKING = "STORE_BOOKING"
    TEST_DRIVE_BOOKING = "TEST_DRIVE_BOOKING"
    LIVESTREAM = "LIVESTREAM"
    WEB_FORM = "WEB_FORM"
    HANDOVER = "HANDOVER"
    IMPORT = "IMPORT"
    RECYCLED = "RECYCLED"


class Touch(Noun):
    """Unique by (dealer, source, ref), so that what is told twice counts once.

    `ref` is what it came of, as a seat or a booking. `contact` is who was met, `answers` are theirs
    to the dealer's questions, each `{question, answer}`, `model` is the car that they asked about.
    What is not known stays empty and is never
    filled in later. A touch is out of sight once its contact took the consent back.
    """

    # A Lead, whose verbs write these rows and so know this module, and not the reverse.
    lead: fields.ForeignKeyRelation[Noun] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    source = fields.CharEnumField(LeadSource, max_length=20)
    ref = fields.UUIDField()
    medium = fields.CharField(80, default="")
    campaign = fields.CharField(80, default="")
    content = fields.CharField(80, default="")
    event_id = fields.UUIDField(null=True)
    seat_id = fields.UUIDField(null=True)
    host_id = fields.UUIDField(null=True)
    referrer_id = fields.UUIDField(null=True)
    model = fields.CharField(80, default="")
    answers = fields.JSONField[list[dict[str, Any]]](default=list)
    at = fields.DatetimeField()
    created_at = fields.DatetimeField(default=clock.now)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "touches"
        unique_together = (("dealer_id", "source", "ref"),)
        indexes = (("lead_id", "at"), ("contact_id", "dealer_id"))
