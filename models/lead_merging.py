"""Merging: two leads of a dealer that are one person become one, by hand; it can be undone."""

from typing import Any, Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, lead_changes, lead_identities
from models.lead_changes import LeadChangeKind
from models.lead_identities import LeadIdentity
from models.lead_intake import writing
from models.leads import Lead
from models.noun import Noun
from models.refusals import LeadsUnlike, NotFound, PartedBefore
from models.touches import Touch


class LeadMerge(Noun):
    """That a lead became part of another, with what went over, so that it can come back."""

    into: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField(
        "models.Lead", related_name="merges"
    )
    into_id: UUID
    merged: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField(
        "models.Lead", related_name="merged_by"
    )
    merged_id: UUID
    touches = fields.JSONField[list[Any]](default=list)
    identities = fields.JSONField[list[Any]](default=list)
    merged_by_id = fields.UUIDField()
    merged_at = fields.DatetimeField(default=clock.now)
    parted_by_id = fields.UUIDField(null=True)
    parted_at = fields.DatetimeField(null=True)

    class Meta:
        table = "lead_merges"
        indexes = (("into_id", "id"), ("merged_id", "id"))

    async def part(self, *, by: UUID) -> Self:
        """Let the merged lead be one of its own again, with what it had brought.

        Refused where that was done before, or where its person has taken the consent back.
        """
        merge = await self.locked()
        into, merged = await _both(merge.into_id, merge.merged_id)
        if merge.parted_at is not None:
            raise PartedBefore("merge")
        brought = Touch.filter(id__in=merge.touches, lead_id=into.id)
        if into.withdrawn_at is not None or not await brought.filter(withdrawn_at=None).exists():
            raise NotFound("merge")
        await brought.update(lead_id=merged.id)
        await LeadIdentity.filter(id__in=merge.identities, lead_id=into.id).update(
            lead_id=merged.id
        )
        merged.withdrawn_at = merged.merged_into_id = None
        await merged.save(update_fields=["withdrawn_at", "merged_into_id"])
        merge.parted_at, merge.parted_by_id = clock.now(), by
        await merge.save(update_fields=["parted_at", "parted_by_id"])
        await writing.sum_up([into.id, merged.id])
        await audit.record(by, "lead.part", into, merged=merged.id)
        await lead_changes.record(LeadChangeKind.UPDATED, [into.id])
        await lead_changes.record(LeadChangeKind.CAPTURED, [merged.id])
        return merge


async def merge(into: Lead, merged: Lead, *, by: UUID) -> LeadMerge:
    """Let a lead be part of another of the same dealer: its touches go over, its steps stay."""
    if into.id == merged.id or into.dealer_id != merged.dealer_id:
        raise LeadsUnlike("merged")
    into, merged = await _both(into.id, merged.id)
    for lead, field in ((into, "into"), (merged, "merged")):
        if lead.withdrawn_at is not None:
            raise NotFound(field)
    touches = await Touch.filter(lead_id=merged.id).values_list("id", flat=True)
    identities = await LeadIdentity.filter(lead_id=merged.id).values_list("id", flat=True)
    merge = await LeadMerge.create(
        into=into,
        merged=merged,
        touches=[str(one) for one in touches],
        identities=[str(one) for one in identities],
        merged_by_id=by,
    )
    await Touch.filter(lead_id=merged.id).update(lead_id=into.id)
    await lead_identities.pass_on([merged.id], into.id)
    merged.withdrawn_at, merged.merged_into_id = clock.now(), into.id
    await merged.save(update_fields=["withdrawn_at", "merged_into_id"])
    await writing.sum_up([into.id])
    await audit.record(by, "lead.merge", into, merged=merged.id)
    await lead_changes.record(LeadChangeKind.MERGED, [merged.id])
    await lead_changes.record(LeadChangeKind.UPDATED, [into.id])
    return merge


async def _both(*lead_ids: UUID) -> list[Lead]:
    """Leads as they are named, locked in the order of all who lock several."""
    locked = Lead.filter(id__in=lead_ids).order_by("id").select_for_update(no_key=True)
    leads = {lead.id: lead for lead in await locked}
    return [leads[lead_id] for lead_id in lead_ids]
