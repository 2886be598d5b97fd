"""Lead clocks: by when a lead wants an answer, and who hears of it where none comes."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import business_time, clock, database, ids, outbox
from models.dealers import Dealer
from models.leads import Lead, LeadState
from models.noun import Noun

_MOST = 1000


class EscalationStep(StrEnum):
    """Who is told, one after the other."""

    STAFF = "STAFF"
    MANAGER = "MANAGER"
    BRAND = "BRAND"


_STEPS = tuple(EscalationStep)


class LeadEscalation(Noun):
    """That a lead stayed silent and somebody was told, each step once."""

    lead: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    step = fields.CharEnumField(EscalationStep, max_length=12)
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_escalations"
        unique_together = (("lead_id", "step"),)


def acknowledge_until(dealer: Dealer, since: datetime) -> datetime:
    """Until when the dealer's staff has to acknowledge a lead, counted in its opening hours."""
    return business_time.after(since, dealer.acknowledge_minutes, dealer.hours, dealer.zone)


async def escalate(now: datetime) -> int:
    """Tell of leads that nobody acknowledged in time, up to _MOST, and return how many there were.

    First their staff, after as long again the managers, then the brand.
    """
    async with database.transaction():
        silent = await _silent(now)
        told = await LeadEscalation.filter(lead_id__in=[lead.id for lead in silent])
        for lead in silent:
            await _tell(lead, [one.step for one in told if one.lead_id == lead.id], now)
    return len(silent)


async def _silent(now: datetime) -> Sequence[Lead]:
    """Leads whose next step is due, which no other worker has in hand."""
    due = Lead.filter(state=LeadState.NEW, withdrawn_at=None, escalate_at__lte=now)
    due = due.order_by("escalate_at", "id").limit(_MOST).select_related("dealer")
    return await due.select_for_update(skip_locked=True, of=("leads",), no_key=True)


async def _tell(lead: Lead, told: Sequence[EscalationStep], now: datetime) -> None:
    step = _STEPS[len(told)]
    await LeadEscalation.create(id=ids.new(), lead=lead, step=step, at=now)
    is_last = step is _STEPS[-1]
    lead.escalate_at = None if is_last else acknowledge_until(lead.dealer, now)
    await lead.save(update_fields=["escalate_at"])
    await outbox.tell("lead.escalated", lead=lead.id, step=step)
