"""The door to a lead feed: the dealer's own staff, passed again for every event."""

from uuid import UUID

from models.access import leads
from models.access.viewer import Viewer
from models.ahead import NO_EDGES, Ahead, Asked, Step, nothing
from models.lead_feed import reading
from models.lead_feed.reading import Stretch

_LEAD = Step("lead", "lead_id")


async def stretch(
    viewer: Viewer, dealer_id: UUID, after: int | None, most: int, asked: Asked = NO_EDGES
) -> tuple[Stretch, Ahead]:
    """Part of a dealer's feed for its staff; see models.lead_feed.reading.stretch.

    The leads are read after their changes, so that one withdrawn meanwhile is not shown.
    """
    leads.require_staff(viewer, dealer_id)
    found = await reading.stretch(dealer_id, after, most)
    lead_ids = [entry.lead_id for entry in found.entries]
    if not lead_ids or _LEAD not in asked:
        return found, nothing()
    return found, await leads.ahead(viewer, lead_ids, asked[_LEAD])
