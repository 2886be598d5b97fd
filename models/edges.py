"""An edge: a laptop at the venue that stands in for the server while the network is gone."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.events import Event
from models.noun import Noun

PREFIX = "pe"


class Edge(Noun):
    """Paired with one event, its credential fetches the event's copy and hands in what it heard.

    `address` is where tablets reach it, as it says itself. `credential` is there only where the
    edge was just enrolled, only the hash is stored.
    """

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    name = fields.CharField(80)
    address = fields.CharField(200, default="")
    credential_hash = fields.CharField(64, unique=True)
    paired_at = fields.DatetimeField(default=clock.now)
    revoked_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)
    clock_offset_ms = fields.BigIntField(default=0)

    credential = ""

    class Meta:
        table = "edges"
