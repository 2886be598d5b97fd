"""The door to leads: the dealer's own staff, and nobody else, operators included."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.queryset import QuerySet

from models import excerpts, joins
from models.access.beside import Eyes
from models.access.viewer import Viewer
from models.contacts import Contact
from models.excerpts import Excerpt, Excerpts, Listing
from models.grants import Role
from models.lead_lists import LeadRow
from models.leads import Lead, LeadMove
from models.refusals import NotFound
from models.rows import NO_EDGES, Asked

_SHOWN = "t.withdrawn_at IS NULL"
_OF_DEALERS = Listing("leads", "dealer_id", newest_first=True, where=_SHOWN)


async def see(viewer: Viewer, lead_id: UUID) -> Lead | None:
    """The lead, for its dealer's staff, until it is withdrawn."""
    return (await see_many(viewer, [lead_id])).get(lead_id)


async def see_many(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, Lead]:
    """Those of the leads that the viewer may see, by id."""
    found = await _visible(viewer).filter(id__in=list(lead_ids))
    return {lead.id: lead for lead in found}


async def to_move(viewer: Viewer, lead_id: UUID, field: str) -> Lead:
    """A lead that its dealer's staff takes further."""
    viewer.as_author()
    lead = await see(viewer, lead_id)
    if lead is None:
        raise NotFound(field)
    return lead


async def pages(viewer: Viewer, wanted: Sequence[Excerpt], asked: Asked = NO_EDGES) -> Excerpts:
    """Pages of the leads of dealers, the newest first, for the dealers' staff."""
    eyes = Eyes(viewer)
    staffed = f"SELECT id FROM dealers WHERE id IN {eyes.dealers}"  # noqa: S608  a parameter's place
    part = eyes.part(LeadRow, "t", asked)
    return await excerpts.read(_OF_DEALERS, wanted, staffed, eyes.values, part)


async def rows(viewer: Viewer, lead_ids: Sequence[UUID], asked: Asked) -> dict[UUID, LeadRow]:
    """Those of the leads that the viewer may see, by id, with what is asked for."""
    eyes = Eyes(viewer)
    part = eyes.part(LeadRow, "t", asked)
    query = f"""
        FROM leads t {part.joins}
        WHERE t.id IN {eyes.values.among(lead_ids)} AND t.dealer_id IN {eyes.dealers} AND {_SHOWN}
    """
    return {lead.id: lead for lead in await joins.fetch(part, query, eyes.values)}


async def contacts(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, Contact]:
    """The person of each lead that the viewer may see, by lead."""
    found = await _visible(viewer).filter(id__in=list(lead_ids)).select_related("contact")
    return {lead.id: lead.contact for lead in found}


async def moves(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, list[LeadMove]]:
    """What happened to each lead that the viewer may see, the first step first."""
    seen = await see_many(viewer, lead_ids)
    steps: dict[UUID, list[LeadMove]] = {lead_id: [] for lead_id in seen}
    for move in await LeadMove.filter(lead_id__in=list(seen)).order_by("id"):
        steps[move.lead_id].append(move)
    return steps


def require_staff(viewer: Viewer, dealer_id: UUID) -> None:
    """Refused as for a dealer that is not there, unless the viewer is of its staff."""
    viewer.as_member()
    if not viewer.holds(Role.DEALER_STAFF, dealer_id):
        raise NotFound("dealer")


def _visible(viewer: Viewer) -> QuerySet[Lead]:
    return Lead.filter(dealer_id__in=viewer.scopes(Role.DEALER_STAFF), withdrawn_at=None)
