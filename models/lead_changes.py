"""A lead change: one entry of a dealer's feed, numbered after its commit without a gap."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import clock, doorbell, ids, sql
from models.dealers import Dealer
from models.noun import Noun

BELL = "lead_changes"


class LeadChangeKind(StrEnum):
    """What happened to the lead."""

    CAPTURED = "CAPTURED"
    UPDATED = "UPDATED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    RECYCLED = "RECYCLED"


class LeadChange(Noun):
    """Inserted unnumbered by the verb, one relay gives committed rows their `seq`."""

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    # A Lead, whose verbs write these rows and so know this module, and not the reverse.
    lead: fields.ForeignKeyRelation[Noun] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    kind = fields.CharEnumField(LeadChangeKind, max_length=12)
    seq = fields.BigIntField(null=True)
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_changes"
        unique_together = (("dealer_id", "seq"),)
        indexes = (("seq", "id"),)


async def record(kind: LeadChangeKind, lead_ids: Iterable[UUID]) -> None:
    """Tell the feeds of their dealers that this happened to the leads, in one statement."""
    changes = [{"id": ids.new(), "lead_id": lead_id} for lead_id in lead_ids]
    if not changes:
        return
    await sql.execute(
        f"""
        INSERT INTO lead_changes (id, dealer_id, lead_id, kind, at)
        SELECT c.id, l.dealer_id, l.id, $2, $3
        FROM {sql.json_rows(1, id=UUID, lead_id=UUID)} c JOIN leads l ON l.id = c.lead_id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(changes),
        kind,
        clock.now(),
    )
    doorbell.ring(BELL)
