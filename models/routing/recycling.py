"""Recycling: which other dealer a lead may go to, of those that the person agreed to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models import clock, consents, sql
from models.refusals import NotFound
from models.routing.matching import Interest
from models.routing.proposing import propose
from models.routing.rows import RoutingDecision


@dataclass(frozen=True, slots=True)
class _Recycled:
    contact_id: UUID
    locale: str
    model: str
    venue_id: UUID | None
    interest: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class _Known:
    dealer_id: UUID
    has_consent: bool
    had_it: bool


async def elsewhere(lead_id: UUID, *, by: UUID) -> RoutingDecision:
    """Propose a dealer that the person agreed to and that has had no lead of theirs.

    By the rules of now, and what was known when the lead was first routed. `dealer_id` is None
    where there is no such dealer.
    """
    lead = await _recycled(lead_id)
    known = await _known(lead.contact_id)
    kept = Interest.of(lead.interest) if lead.interest else None
    return await propose(
        Interest(
            at=clock.now(),
            venue_id=kept.venue_id if kept else lead.venue_id,
            city=kept.city if kept else "",
            position=kept.position if kept else None,
            model=lead.model or (kept.model if kept else ""),
            language=kept.language if kept else lead.locale,
            campaign=kept.campaign if kept else "",
            relations=(),
            among=tuple(one.dealer_id for one in known if one.has_consent),
            without=tuple(one.dealer_id for one in known if one.had_it),
        ),
        by=by,
    )


async def _recycled(lead_id: UUID) -> _Recycled:
    found = await sql.fetch_one(
        _Recycled,
        """
        SELECT l.contact_id, c.locale, l.model, e.venue_id,
               (SELECT d.interest FROM routing_decisions d WHERE d.lead_id = l.id
                ORDER BY d.id LIMIT 1) AS interest
        FROM leads l
        JOIN contacts c ON c.id = l.contact_id
        LEFT JOIN events e ON e.id = l.event_id
        WHERE l.id = $1
        """,
        lead_id,
    )
    if found is None:
        raise NotFound("lead")
    return found


async def _known(contact_id: UUID) -> list[_Known]:
    """The dealers that the person has agreed to now, or that have had a lead of theirs."""
    agreed = consents.granted_at("c.pseudonym", "d.id", "$2")
    had = "EXISTS (SELECT 1 FROM leads l WHERE l.contact_id = c.id AND l.dealer_id = d.id)"
    return await sql.fetch(
        _Known,
        f"""
        SELECT k.dealer_id, k.has_consent, k.had_it FROM (
            SELECT d.id AS dealer_id, coalesce({agreed}, false) AS has_consent, {had} AS had_it
            FROM contacts c CROSS JOIN dealers d WHERE c.id = $1) k
        WHERE k.has_consent OR k.had_it ORDER BY k.dealer_id
        """,  # noqa: S608  nothing of it comes from outside
        contact_id,
        clock.now(),
    )
