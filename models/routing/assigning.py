"""Assigning: who of its dealer's staff gets each new lead, exactly by turns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import clock, database, ids, rosters, sql
from models.routing import deciding, facts, turns
from models.routing.desks import Desk
from models.routing.rows import LeadRouting
from models.routing.turns import Turn

_OVER = "('WON', 'LOST', 'RECYCLED')"
"""The states of a lead that lies on nobody's desk any more."""


@dataclass(frozen=True, slots=True)
class _Given:
    id: UUID
    dealer_id: UUID
    zone: str


@dataclass(frozen=True, slots=True)
class _Holder:
    scope_id: UUID
    member_id: UUID


@dataclass(frozen=True, slots=True)
class _Load:
    dealer_id: UUID
    assignee_id: UUID
    count: int


@dataclass(slots=True)
class _Room:
    """A dealer with its staff, while leads are handed out."""

    zone: str
    staff: list[Desk]
    facts_id: UUID
    turn: Turn
    loads: dict[UUID, int]


async def assign(lead_ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    """Give each of these leads to somebody at its dealer, in their order; None where nobody can.

    In the caller's transaction, which from here on holds the turns of these dealers: do it late. A
    lead that lies with somebody already is assigned anew. Statements for all leads at once, and
    one more for each dealer whose staff was never known to be just so.
    """
    async with database.transaction():
        given = await _given(lead_ids)
        if not given:
            return {}
        now = clock.now()
        rooms = await _rooms({lead.dealer_id: lead.zone for lead in given.values()}, now)
        made = [
            _assigned(given[lead_id], rooms[given[lead_id].dealer_id], now)
            for lead_id in lead_ids
            if lead_id in given
        ]
        await LeadRouting.filter(lead_id__in=list(given), ended_at=None).update(ended_at=now)
        await LeadRouting.bulk_create(made)
        await turns.keep({(dealer_id, ""): room.turn for dealer_id, room in rooms.items()})
    return {routing.lead_id: routing.assignee_id for routing in made}


def _assigned(lead: _Given, room: _Room, now: datetime) -> LeadRouting:
    """The next turn of a dealer, taken by a lead."""
    before, loads = room.turn.credits, turns.texts_of(room.loads)
    decision = deciding.desk(room.staff, room.zone, now, room.loads, before)
    room.turn = Turn(room.turn.seq + 1, decision.credits_after)
    if decision.member_id in room.loads:
        room.loads[decision.member_id] += 1
    return LeadRouting(
        id=ids.new(),
        lead_id=lead.id,
        dealer_id=lead.dealer_id,
        facts_id=room.facts_id,
        seq=room.turn.seq,
        loads=loads,
        credits=turns.texts_of(before),
        scores=turns.texts_of(decision.scores),
        refusals={str(it): why.value for it, why in sorted(decision.refusals.items())},
        assignee_id=decision.member_id,
        at=now,
    )


async def _given(lead_ids: Sequence[UUID]) -> dict[UUID, _Given]:
    found = await sql.fetch(
        _Given,
        f"""
        SELECT l.id, l.dealer_id, d.zone FROM leads l JOIN dealers d ON d.id = l.dealer_id
        WHERE l.id IN {sql.among(1)}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(lead_ids),
    )
    return {lead.id: lead for lead in found}


async def _rooms(zones: Mapping[UUID, str], now: datetime) -> dict[UUID, _Room]:
    """These dealers with their staff as it is now, their turns locked."""
    held = await turns.locked([(dealer_id, "") for dealer_id in zones])
    staff = await _staff(list(zones), now)
    loads = await _loads(staff, now)
    kept = await facts.keep_all([roster_kept(zone, staff[it]) for it, zone in zones.items()])
    return {
        dealer_id: _Room(zone, staff[dealer_id], facts_id, held[dealer_id, ""], loads[dealer_id])
        for (dealer_id, zone), facts_id in zip(zones.items(), kept, strict=True)
    }


def roster_kept(zone: str, staff: Sequence[Desk]) -> dict[str, Any]:
    """A roster, as facts."""
    return {"zone": zone, "staff": [desk.json() for desk in staff]}


async def _staff(dealer_ids: Sequence[UUID], now: datetime) -> dict[UUID, list[Desk]]:
    entries = await rosters.of_dealers(dealer_ids)
    holding = await sql.fetch(
        _Holder,
        f"""
        SELECT DISTINCT g.scope_id, g.member_id
        FROM grants g JOIN members m ON m.id = g.member_id
        WHERE g.scope_id IN {sql.among(1)} AND g.role IN ('DEALER_STAFF', 'DEALER_MANAGER')
          AND g.starts_at <= $2 AND (g.ends_at IS NULL OR g.ends_at > $2) AND m.removed_at IS NULL
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(dealer_ids),
        now,
    )
    roles = {(holder.scope_id, holder.member_id) for holder in holding}
    return {
        dealer_id: [
            Desk(
                entry.member_id, entry.weight, tuple(entry.hours), tuple(entry.leaves),
                entry.most_open, (dealer_id, entry.member_id) in roles,
            )
            for entry in roster
        ]
        for dealer_id, roster in entries.items()
    }  # fmt: skip


async def _loads(
    staff: Mapping[UUID, Sequence[Desk]], now: datetime
) -> dict[UUID, dict[UUID, int]]:
    """How many open leads lie with those who have a limit; first what is over is cleared away.

    So that it never counts more rows than the limits allow.
    """
    loads = {
        dealer_id: {desk.member_id: 0 for desk in desks if desk.most_open is not None}
        for dealer_id, desks in staff.items()
    }
    limited = [
        {"dealer_id": dealer_id, "member_id": member_id}
        for dealer_id, members in loads.items()
        for member_id in members
    ]
    if not limited:
        return loads
    which = sql.json_rows(1, dealer_id=UUID, member_id=UUID)
    theirs = f"""r.ended_at IS NULL AND EXISTS (
        SELECT 1 FROM {which} w WHERE w.dealer_id = r.dealer_id AND w.member_id = r.assignee_id)"""  # noqa: S608  nothing of it comes from outside
    await sql.execute(
        f"""
        UPDATE lead_routings SET ended_at = $2 WHERE id IN (
            SELECT r.id FROM lead_routings r JOIN leads l ON l.id = r.lead_id
            WHERE {theirs} AND (l.withdrawn_at IS NOT NULL OR l.state IN {_OVER}))
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(limited),
        now,
    )
    counted = await sql.fetch(
        _Load,
        f"""
        SELECT r.dealer_id, r.assignee_id, count(*) AS count FROM lead_routings r
        WHERE {theirs} GROUP BY r.dealer_id, r.assignee_id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(limited),
    )
    for load in counted:
        loads[load.dealer_id][load.assignee_id] = load.count
    return loads
