"""The door to silent leads: operators, and dealers' own staff to how many are theirs."""

from collections.abc import Sequence
from uuid import UUID

from models import silent_leads
from models.access.viewer import Viewer
from models.pages import Page, Window
from models.refusals import NotAllowed
from models.silent_leads import Silence, SilentLead


async def see(viewer: Viewer, lead_id: UUID) -> SilentLead | None:
    """The lead while it is silent, for operators."""
    return await silent_leads.find(lead_id) if viewer.is_operator else None


async def page_of_all(viewer: Viewer, window: Window) -> Page[SilentLead]:
    """The silent leads of all dealers, the oldest first, for operators."""
    viewer.as_member()
    if not viewer.is_operator:
        raise NotAllowed
    return await silent_leads.page(window)


async def of_dealers(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, Silence]:
    """How many are silent, of each of the dealers for whom the viewer works; all for operators."""
    own = [one for one in dealer_ids if viewer.is_operator or viewer.works_at(one)]
    return await silent_leads.of_dealers(own) if own else {}
