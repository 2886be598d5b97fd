"""A hall: a room of a venue that events are booked into."""

from uuid import UUID

from tortoise import fields

from models import texts
from models.noun import Noun
from models.refusals import NameTaken
from models.venues import Venue

MOST_PERSONS = 100_000


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

    async def take(self, name: str | None, capacity: int | None) -> None:
        """Take what is given; the caller holds the venue, so that two halls never share a name."""
        if name is not None:
            self.name = texts.line(name, "name", most=120)
            twin = await Hall.get_or_none(venue_id=self.venue_id, name=self.name)
            if twin is not None and twin.id != self.id:
                raise NameTaken("name")
        if capacity is not None:
            self.capacity = texts.within(capacity, "capacity", least=1, most=MOST_PERSONS)


async def of(venue_id: UUID, hall_id: UUID | None = None) -> list[Hall]:
    """The halls of a venue, or that one of them."""
    every = Hall.filter(venue_id=venue_id).order_by("id")
    return await (every if hall_id is None else every.filter(id=hall_id))
