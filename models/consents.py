"""A consent: that a named dealer may use a person's data for a purpose; append-only."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.dealers import Dealer
from models.noun import Noun


class Purpose(StrEnum):
    """What the data may be used for."""

    CONTACT = "CONTACT"


class ConsentText(Noun):
    """The words that a person agreed to, in one language, in one version, never edited."""

    purpose = fields.CharEnumField(Purpose, max_length=16)
    version = fields.IntField()
    language = fields.CharField(8)
    text = fields.TextField()
    text_hash = fields.CharField(64)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "consent_texts"
        unique_together = (("purpose", "version", "language"),)


class Consent(Noun):
    """A grant or a withdrawal by one person (by pseudonym) to one dealer for one purpose."""

    subject = fields.UUIDField()
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    purpose = fields.CharEnumField(Purpose, max_length=16)
    is_granted = fields.BooleanField()
    text_version = fields.IntField()
    text_hash = fields.CharField(64)
    language = fields.CharField(8)
    method = fields.CharField(32)
    event_id = fields.UUIDField(null=True)
    seat_id = fields.UUIDField(null=True)
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "consents"
        indexes = (("subject", "dealer_id", "purpose", "at"),)
