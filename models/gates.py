"""A gate: a door of a hall at which passes are scanned."""

from uuid import UUID

from tortoise import fields

from models.halls import Hall
from models.noun import Noun


class Gate(Noun):
    """A named door of one hall."""

    hall: fields.ForeignKeyRelation[Hall] = fields.ForeignKeyField(
        "models.Hall", related_name="gates"
    )
    hall_id: UUID
    name = fields.CharField(120)

    class Meta:
        table = "gates"
        unique_together = (("hall_id", "name"),)
