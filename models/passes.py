"""A pass: one issue of a seat's signed credential."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.noun import Noun
from models.seats import Seat


class Pass(Noun):
    """Re-issuing replaces the issue before it, `key_id` names the key that signed it."""

    seat: fields.ForeignKeyRelation[Seat] = fields.ForeignKeyField("models.Seat")
    seat_id: UUID
    issue = fields.IntField()
    key_id = fields.IntField()
    not_before = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    issued_at = fields.DatetimeField(default=clock.now)
    replaced_at = fields.DatetimeField(null=True)

    class Meta:
        table = "passes"
        unique_together = (("seat_id", "issue"),)
