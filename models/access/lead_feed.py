"""The door to a lead feed: the dealer's own staff, passed again for every event."""

from collections.abc import Sequence
from uuid import UUID

from models.access import dealers, leads
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.lead_feed import reading
from models.lead_feed.reading import Stretch
from models.refusals import NotFound
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


async def to_acknowledge(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer whose staff says up to where its systems have its feed."""
    viewer.as_author()
    dealer = await dealers.see(viewer, dealer_id) if viewer.works_at(dealer_id) else None
    if dealer is None:
        raise NotFound(field)
    return dealer


async def watermarks(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Up to where each dealer has acknowledged its feed, where the viewer is of its staff."""
    own = [dealer_id for dealer_id in dealer_ids if viewer.works_at(dealer_id)]
    said = await Dealer.filter(id__in=own) if own else []
    return {one.id: one.feed_acknowledged for one in said if one.feed_acknowledged is not None}
