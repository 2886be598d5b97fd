"""Leads and touches as rows: those that stand, those that are made, and what they sum up to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import clock, ids, lead_clocks, sql
from models.dealers import Dealer
from models.lead_intake.enquiries import Enquiry, Key
from models.lead_intake.placing import Standing, Told
from models.leads import Lead
from models.touches import LeadSource, Touch

_KEY: dict[str, type] = {"dealer_id": UUID, "source": str, "ref": UUID}
_TOUCH: dict[str, type] = {
    "id": UUID, "lead_id": UUID, "dealer_id": UUID, "contact_id": UUID, "source": str, "ref": UUID,
    "medium": str, "campaign": str, "content": str, "event_id": UUID, "seat_id": UUID,
    "host_id": UUID, "referrer_id": UUID, "model": str, "answers": list, "at": datetime,
}  # fmt: skip

_SUM: dict[str, type] = {
    "contact_id": UUID, "source": str, "event_id": UUID, "seat_id": UUID, "model": str,
    "answers": list, "touched_at": datetime,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Touch:
    dealer_id: UUID
    source: LeadSource
    ref: UUID
    lead_id: UUID
    is_withdrawn: bool


async def standing(lead_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """These leads as they stand, locked in one order until the transaction ends."""
    if not lead_ids:
        return {}
    leads = Lead.filter(id__in=list(lead_ids)).order_by("id").select_for_update(no_key=True)
    return {
        lead.id: Standing(
            lead.id,
            lead.contact_id,
            lead.state,
            lead.touched_at,
            is_in_sight=lead.withdrawn_at is None,
            is_handed_on=lead.merged_into_id is not None or lead.recycled_to_id is not None,
        )
        for lead in await leads
    }


async def told(keys: Sequence[Key]) -> dict[Key, Told]:
    """The touches of these keys that were heard of before."""
    rows = await sql.fetch(
        _Touch,
        f"""
        SELECT t.dealer_id, t.source, t.ref, t.lead_id, t.withdrawn_at IS NOT NULL AS is_withdrawn
        FROM {sql.json_rows(1, **_KEY)} k
        JOIN touches t ON t.dealer_id = k.dealer_id AND t.source = k.source AND t.ref = k.ref
        """,  # noqa: S608  the columns are ours
        sql.json_of(dict(zip(_KEY, key, strict=True)) for key in keys),
    )
    return {
        (row.dealer_id, row.source, row.ref): Told(row.lead_id, row.is_withdrawn) for row in rows
    }


async def make(made: Mapping[UUID, Enquiry], dealers: Mapping[UUID, Dealer]) -> None:
    """New leads, each from its first enquiry, with the time by which they want an answer."""
    now = clock.now()
    limits = {dealer.id: lead_clocks.acknowledge_until(dealer, now) for dealer in dealers.values()}
    leads = [
        Lead(
            id=lead_id,
            dealer_id=enquiry.dealer_id,
            contact_id=enquiry.contact_id,
            source=enquiry.source,
            event_id=enquiry.event_id,
            seat_id=enquiry.seat_id,
            captured_at=now,
            touched_at=enquiry.at,
            model=enquiry.model,
            answers=_answers([enquiry]),
            acknowledge_until=limits[enquiry.dealer_id],
            escalate_at=limits[enquiry.dealer_id],
        )
        for lead_id, enquiry in made.items()
    ]
    if leads:
        await Lead.bulk_create(leads)


async def bring_back(lead_ids: Collection[UUID]) -> None:
    """Let leads be in the dealers' sight again."""
    if lead_ids:
        await Lead.filter(id__in=list(lead_ids)).update(withdrawn_at=None)


async def touch(placed: Iterable[tuple[UUID, Enquiry]]) -> None:
    """Touches of leads; one that was out of sight is in sight again, as it is told now."""
    rows = [
        {"id": ids.new(), "lead_id": lead_id}
        | {name: getattr(enquiry, name) for name in _TOUCH if name not in {"id", "lead_id"}}
        for lead_id, enquiry in placed
    ]
    names = ", ".join(_TOUCH)
    renewed = ", ".join(f"{name} = excluded.{name}" for name in _TOUCH if name not in {"id", *_KEY})
    await sql.execute(
        f"""
        INSERT INTO touches ({names}, created_at)
        SELECT {names}, $2 FROM {sql.json_rows(1, **_TOUCH)} t WHERE true
        ON CONFLICT (dealer_id, source, ref) DO UPDATE SET {renewed}, withdrawn_at = NULL
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
        clock.now(),
    )


async def assign(assignees: Mapping[UUID, UUID | None]) -> None:
    """Let leads be taken care of by these members of the dealers' staff."""
    rows = [{"id": lead_id, "assignee_id": member_id} for lead_id, member_id in assignees.items()]
    if rows:
        await sql.execute(
            f"""
            UPDATE leads SET assignee_id = a.assignee_id
            FROM {sql.json_rows(1, id=UUID, assignee_id=UUID)} a WHERE leads.id = a.id
            """,  # noqa: S608  the columns are ours
            sql.json_of(rows),
        )


async def sum_up(lead_ids: Collection[UUID]) -> None:
    """Bring leads to what their touches in sight come to, whatever the order of their arrival."""
    if not lead_ids:
        return
    seen = Touch.filter(lead_id__in=list(lead_ids), withdrawn_at=None)
    touches: defaultdict[UUID, list[Touch]] = defaultdict(list)
    for one in await seen.order_by("at", "ref"):
        touches[one.lead_id].append(one)
    await sql.execute(
        f"""
        UPDATE leads SET {", ".join(f"{name} = s.{name}" for name in _SUM)}
        FROM {sql.json_rows(1, id=UUID, **_SUM)} s WHERE leads.id = s.id
        """,  # noqa: S608  the columns are ours
        sql.json_of(_sum(lead_id, of_lead) for lead_id, of_lead in touches.items()),
    )


def _sum(lead_id: UUID, touches: Sequence[Touch]) -> dict[str, Any]:
    first, last = touches[0], touches[-1]
    named = [touch.model for touch in touches if touch.model]
    return {
        "id": lead_id,
        "contact_id": first.contact_id,
        "source": first.source,
        "event_id": first.event_id,
        "seat_id": first.seat_id,
        "model": named[-1] if named else "",
        "answers": _answers(touches),
        "touched_at": last.at,
    }


async def in_sight(leads: Mapping[Key, UUID]) -> dict[Key, UUID]:
    """Those of these leads that their dealers see."""
    if not leads:
        return {}
    seen = await Lead.filter(id__in=set(leads.values()), withdrawn_at=None).values_list(
        "id", flat=True
    )
    return {key: lead_id for key, lead_id in leads.items() if lead_id in set(seen)}


def _answers(touches: Iterable[Touch | Enquiry]) -> list[dict[str, Any]]:
    """Each answer once, the earliest first."""
    answers: list[dict[str, Any]] = []
    for one in touches:
        answers += [dict(answer) for answer in one.answers if answer not in answers]
    return answers
