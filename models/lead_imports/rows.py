"""What is kept of an import: which prospects, and what came of each; not who they are."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock
from models.dealers import Dealer
from models.noun import Noun


class LeadImport(Noun):
    """A document that somebody brought, `departures` is where it is not as ADF 1.0 has it."""

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    by_id = fields.UUIDField()
    departures = fields.JSONField[list[str]](default=list)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_imports"


class LeadImportRow(Noun):
    """A prospect by its place in the document, from 0, and by the id that its source gave it.

    It has a lead or problems, which are stored refusals. Nothing is kept here of the person: who
    did not agree is nobody to this house.
    """

    brought: fields.ForeignKeyRelation[LeadImport] = fields.ForeignKeyField("models.LeadImport")
    brought_id: UUID
    place = fields.IntField()
    prospect_id = fields.CharField(254)
    source = fields.CharField(254)
    problems = fields.JSONField[list[dict[str, Any]]](default=list)
    lead_id = fields.UUIDField(null=True)

    class Meta:
        table = "lead_import_rows"
        unique_together = (("brought_id", "place"),)
