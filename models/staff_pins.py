"""A staff PIN: by it a supervisor at the door overrides a refusal, also without a network."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun
from models.venues import Venue


class StaffPin(Noun):
    """One per member and venue: PBKDF2-HMAC-SHA-256 of the PIN, which tablets check themselves."""

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    salt = fields.BinaryField()
    iterations = fields.IntField()
    pin_hash = fields.BinaryField()
    set_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "staff_pins"
        unique_together = (("venue_id", "member_id"),)
