"""The door to routing: operators lay down rules, a dealer's people read why a lead is theirs."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.expressions import Q

from models.access import leads
from models.access.venues import as_operator
from models.access.viewer import Viewer
from models.pages import Page, Window
from models.pages import page as cut_page
from models.refusals import NotFound
from models.routing import explaining
from models.routing.explaining import Decision, Explained
from models.routing.rows import RoutingDecision, RoutingRules


async def see_rules(viewer: Viewer, rules_id: UUID) -> RoutingRules | None:
    """A version of the rules, for operators."""
    return await RoutingRules.get_or_none(id=rules_id) if viewer.is_operator else None


async def page_of_rules(viewer: Viewer, window: Window) -> Page[RoutingRules]:
    """All versions, the newest first, for operators."""
    viewer.as_member()
    found = RoutingRules.all() if viewer.is_operator else RoutingRules.filter(id=UUID(int=0))
    return await cut_page(found, window, newest_first=True)


async def to_lay_down(viewer: Viewer, rules_id: UUID, field: str) -> RoutingRules:
    """A version that an operator brings into force, or looks ahead with."""
    as_operator(viewer)
    found = await see_rules(viewer, rules_id)
    if found is None:
        raise NotFound(field)
    return found


def to_ask(viewer: Viewer) -> UUID | None:
    """Who asks which dealer they get; anyone may, signed in or not."""
    return None if viewer.member_id is None else viewer.as_author()


async def follow(viewer: Viewer, decision_id: UUID) -> RoutingDecision | None:
    """A dealer that was proposed to the viewer, or to somebody who was not signed in."""
    asked = Q(asked_by_id=viewer.member_id) | Q(asked_by_id=None)
    return await RoutingDecision.filter(asked).exclude(dealer_id=None).get_or_none(id=decision_id)


async def to_follow(viewer: Viewer, decision_id: UUID, field: str) -> RoutingDecision:
    """The proposal that the viewer takes up."""
    found = await follow(viewer, decision_id)
    if found is None:
        raise NotFound(field)
    return found


async def see_decision(viewer: Viewer, decision_id: UUID) -> Decision | None:
    """What was decided: see `see_decisions`."""
    return (await see_decisions(viewer, [decision_id])).get(decision_id)


async def see_decisions(viewer: Viewer, decision_ids: Sequence[UUID]) -> dict[UUID, Decision]:
    """With all reasons for operators; without any for who asked, which may be nobody known.

    The reasons behind a lead are told with the lead.
    """
    found = await explaining.decisions(decision_ids)
    if viewer.is_operator:
        return found
    asked = RoutingDecision.filter(id__in=list(found), asked_by_id=viewer.member_id)
    return {row.id: found[row.id].bare() for row in await asked}


async def explained(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, Explained]:
    """Why these leads lie where they do, for operators and for those who see the leads."""
    if viewer.is_operator:
        return await explaining.of_leads(lead_ids)
    seen = await leads.see_many(viewer, lead_ids)
    found = await explaining.of_leads(list(seen))
    return {lead_id: _own(viewer, it) for lead_id, it in found.items()}


def _own(viewer: Viewer, told: Explained) -> Explained:
    """What is the dealer's to know of it."""
    if told.decision is None:
        return told
    decision = told.decision.seen_by(viewer.dealers)
    return Explained(
        told.lead_id, told.dealer_id, told.seq, told.at, told.assignee_id, told.staff, decision
    )
