"""The dealers that take part in an event."""

from collections.abc import Sequence
from uuid import UUID

from tortoise import fields

from models.dealers import Dealer
from models.events import Event
from models.noun import Noun


class EventDealer(Noun):
    """One dealer named by one event, consent can be asked for these alone."""

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID

    class Meta:
        table = "event_dealers"
        unique_together = (("event_id", "dealer_id"),)


async def name(event: Event, dealers: Sequence[Dealer]) -> None:
    """Let these dealers, and no others, take part in a locked event."""
    await EventDealer.filter(event_id=event.id).delete()
    named = {dealer.id: dealer for dealer in dealers}
    await EventDealer.bulk_create(
        [EventDealer(event_id=event.id, dealer_id=dealer_id) for dealer_id in named]
    )


async def ids_at(event: Event) -> set[UUID]:
    """The ids of the dealers that take part."""
    rows = await EventDealer.filter(event_id=event.id)
    return {row.dealer_id for row in rows}
