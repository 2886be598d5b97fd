"""Lead fallbacks: who is told of a dealer's leads where its own software cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise import fields

from models import audit, clock, database, grants, ids, outbox, sql, webhook_endpoints
from models.dealers import Dealer
from models.grants import Role
from models.leads import Lead, LeadState
from models.members import Member
from models.noun import Noun
from models.refusals import NotOfStaff

PATIENCE = timedelta(minutes=5)
"""So long may all endpoints fail; or half the time that the dealer has, where that is less."""

_BEFORE = timedelta(hours=1)  # what fails first came before it is known to fail
_MOST = 1000


class LeadFallback(Noun):
    """That a lead was told to its dealer's fallback owner, each once."""

    lead: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_fallbacks"
        unique_together = (("lead_id",),)


@dataclass(frozen=True, slots=True)
class _Told:
    lead_id: UUID


async def appoint(dealer: Dealer, owner: Member | None, *, by: UUID) -> Dealer:
    """Name who is told where the dealer's software is dead; None for nobody.

    It is somebody of the dealer's staff or of the brand, refused as NOT_OF_STAFF for others.
    """
    if owner and not await _may_be_told(owner.id, dealer.id):
        raise NotOfStaff("member")
    dealer = await dealer.locked()
    dealer.fallback_id = owner.id if owner else None
    await dealer.save(update_fields=["fallback_id"])
    await audit.record(by, "dealer.fallback", dealer, member=dealer.fallback_id)
    return dealer


async def owner_of(dealer: Dealer) -> Member | None:
    """Who is appointed, as long as they are of the dealer's staff or the brand's."""
    if dealer.fallback_id is None or not await _may_be_told(dealer.fallback_id, dealer.id):
        return None
    return await Member.get_or_none(id=dealer.fallback_id, removed_at=None)


async def tell(now: datetime) -> int:
    """Tell of the leads that nobody took yet at dealers whose software is dead, each once.

    Up to _MOST of each dealer that has a fallback owner; returns how many there were.
    """
    dealers = {dealer.id: dealer for dealer in await Dealer.exclude(fallback_id=None)}
    silent = await webhook_endpoints.silent_since(dealers) if dealers else {}
    return sum(
        [
            await _tell(dealers[dealer_id], since, now)
            for dealer_id, since in sorted(silent.items())
            if since + _patience(dealers[dealer_id]) <= now
        ]
    )


def _patience(dealer: Dealer) -> timedelta:
    return min(PATIENCE, timedelta(minutes=dealer.acknowledge_minutes) / 2)


async def _tell(dealer: Dealer, since: datetime, now: datetime) -> int:
    async with database.transaction():
        told = await _mark(await _untold(dealer, since - _BEFORE), now)
        await outbox.tell_all("lead.fallen_back", [{"lead": lead_id} for lead_id in told])
    return len(told)


async def _untold(dealer: Dealer, since: datetime) -> Sequence[UUID]:
    rows = await sql.fetch(
        _Told,
        f"""
        SELECT l.id AS lead_id FROM leads l
        WHERE l.dealer_id = $1 AND l.captured_at >= $2 AND l.state = '{LeadState.NEW}'
          AND l.withdrawn_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM lead_fallbacks f WHERE f.lead_id = l.id)
        ORDER BY l.id LIMIT $3
        """,  # noqa: S608  a state's name
        dealer.id,
        since,
        _MOST,
    )
    return [row.lead_id for row in rows]


async def _mark(lead_ids: Sequence[UUID], now: datetime) -> Sequence[UUID]:
    """Those that no other worker has marked as told meanwhile."""
    if not lead_ids:
        return []
    rows = await sql.fetch(
        _Told,
        f"""
        INSERT INTO lead_fallbacks (id, lead_id, at)
        SELECT id, lead_id, $2 FROM {sql.json_rows(1, id=UUID, lead_id=UUID)} r WHERE true
        ON CONFLICT (lead_id) DO NOTHING RETURNING lead_id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of({"id": ids.new(), "lead_id": lead_id} for lead_id in lead_ids),
        now,
    )
    return [row.lead_id for row in rows]


async def _may_be_told(member_id: UUID, dealer_id: UUID) -> bool:
    is_staff = await grants.of_dealer(dealer_id).filter(member_id=member_id).exists()
    return is_staff or await grants.alive(Role.OPERATOR).filter(member_id=member_id).exists()
