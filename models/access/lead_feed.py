"""The door to a lead feed: the dealer's own staff, passed again for every event."""

from uuid import UUID

from models.access import leads
from models.access.viewer import Viewer
from models.lead_feed import reading
from models.lead_feed.reading import Stretch
from models.rows import NO_EDGES, Asked, Step

_LEAD = Step("lead", "lead_id")


async def stretch(
    viewer: Viewer, dealer_id: UUID, after: int | None, most: int, asked: Asked = NO_EDGES
) -> Stretch:
    """Part of a dealer's feed for its staff; see models.lead_feed.reading.stretch.

    The leads are read after their changes, so that one withdrawn meanwhile is not shown.
    """
    leads.require_staff(viewer, dealer_id)
    found = await reading.stretch(dealer_id, after, most)
    lead_ids = [entry.lead_id for entry in found.entries]
    if lead_ids and _LEAD in asked.edges:
        shown = await leads.rows(viewer, lead_ids, asked.edges[_LEAD])
        for entry in found.entries:
            entry.beside = {_LEAD: shown.get(entry.lead_id)}
    return found
