"""The door to a lead feed: the dealer's own staff, passed again for every event."""

from uuid import UUID

from models.access.leads import require_staff
from models.access.viewer import Viewer
from models.lead_feed import reading
from models.lead_feed.reading import Stretch


async def stretch(viewer: Viewer, dealer_id: UUID, after: int | None, most: int) -> Stretch:
    """Part of a dealer's feed for its staff; see models.lead_feed.reading.stretch."""
    require_staff(viewer, dealer_id)
    return await reading.stretch(dealer_id, after, most)
