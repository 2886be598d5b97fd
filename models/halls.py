"""A hall: a room of a venue that events are booked into."""

from uuid import UUID

from tortoise import fields

from models.noun import Noun
from models.venues import Venue


class Hall(Noun):
    """A room with a capacity in persons."""

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="halls"
    )
    venue_id: UUID
    name = fields.CharField(120)
    capacity = fields.IntField()

    class Meta:
        table = "halls"
        unique_together = (("venue_id", "name"),)
