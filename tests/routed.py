"""Dealers with rosters, leads to hand out, and rules in force."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from models import clock, database, grants, ids, rosters
from models.contacts import Contact
from models.dealers import Dealer
from models.grants import Role
from models.leads import Lead
from models.members import Member
from models.rosters import Terms
from models.routing import assigning, proposing, versions
from models.routing.matching import Interest
from models.routing.rows import LeadRouting, RoutingDecision, RoutingRules
from models.routing.rules import DealerShare, Rule, Rules
from tests import people

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Ten o'clock in Shanghai."""

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


async def dealer(name: str = "Harbour Motors", **said: Any) -> Dealer:
    """A dealer in Shanghai, at this place where one is given."""
    return await Dealer.create(**{"name": name, "zone": "Asia/Shanghai", **said})


async def works(at: Dealer, name: str, **terms: Any) -> Member:
    """A member of the dealer's staff who stands in its roster on these terms."""
    someone = await people.member(name)
    await grants.give(someone, Role.DEALER_STAFF, at.id, by=None, starts_at=LONG_AGO)
    await put(at, someone, **terms)
    return someone


async def put(at: Dealer, someone: Member, **terms: Any) -> None:
    """Let a member stand in the roster on these terms."""
    async with database.transaction():
        await rosters.put(at, someone.id, Terms(**terms), by=ids.new())


async def leads(at: Dealer, count: int = 1) -> list[UUID]:
    """New leads of one person, not yet assigned."""
    contact = await Contact.create(name="Liu Wei")
    made = [
        Lead(id=ids.new(), dealer=at, contact=contact, event_id=ids.new()) for _ in range(count)
    ]
    await Lead.bulk_create(made)
    return [lead.id for lead in made]


async def assign(lead_ids: Sequence[UUID], at: datetime = MONDAY) -> list[UUID | None]:
    """Who gets each of the leads then."""
    with clock.injected(lambda: at):
        async with database.transaction():
            found = await assigning.assign(lead_ids)
    return [found[lead_id] for lead_id in lead_ids]


async def reasons(lead_id: UUID) -> dict[UUID, str]:
    """Why the others did not get a lead."""
    routing = await LeadRouting.filter(lead_id=lead_id).order_by("-id").first()
    assert routing is not None
    return {UUID(one): why for one, why in routing.refusals.items()}


async def rules(
    *listed: Rule, fallback: Sequence[Dealer] = (), at: datetime = LONG_AGO
) -> RoutingRules:
    """A version of these rules that comes into force then."""
    said = Rules(listed, [DealerShare(one.id) for one in fallback])
    with clock.injected(lambda: at):
        async with database.transaction():
            made = await versions.draft(said, "", by=ids.new())
            return await versions.activate(made, at, by=ids.new())


async def propose(at: datetime = MONDAY, **known: Any) -> RoutingDecision:
    """What somebody of whom this is known is proposed."""
    with clock.injected(lambda: at):
        async with database.transaction():
            return await proposing.propose(Interest(at=at, **known), by=None)


def shares(*dealers: Dealer, weights: Sequence[int] = ()) -> list[DealerShare]:
    """These dealers with these weights, 1 unless given."""
    each = weights or [1] * len(dealers)
    return [DealerShare(one.id, weight) for one, weight in zip(dealers, each, strict=True)]


def later(days: float) -> datetime:
    """So many days after MONDAY."""
    return MONDAY + timedelta(days=days)
