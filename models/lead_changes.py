"""A lead change: one entry of a dealer's feed, numbered after its commit without a gap."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock
from models.dealers import Dealer
from models.leads import Lead
from models.noun import Noun


class LeadChangeKind(StrEnum):
    """What happened to the lead."""

    CAPTURED = "CAPTURED"
    UPDATED = "UPDATED"
    WITHDRAWN = "WITHDRAWN"


class LeadChange(Noun):
    """Inserted unnumbered by the verb, one relay gives committed rows their `seq`."""

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    lead: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    kind = fields.CharEnumField(LeadChangeKind, max_length=12)
    seq = fields.BigIntField(null=True)
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_changes"
        unique_together = (("dealer_id", "seq"),)
        indexes = (("seq", "id"),)
