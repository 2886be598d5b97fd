"""The dealers that take part in an event."""

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
