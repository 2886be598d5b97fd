"""The door to lead questions: the dealer's staff and operators."""

from collections.abc import Sequence
from uuid import UUID

from models import lead_questions
from models.access import dealers
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.lead_questions import LeadQuestion
from models.refusals import NotFound


async def of_dealers(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, list[LeadQuestion]]:
    """What each dealer has asked now, of those whose questions the viewer may set."""
    own = [dealer_id for dealer_id in dealer_ids if _may_set(viewer, dealer_id)]
    return await lead_questions.current_of(own) if own else {}


async def to_set(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer whose questions its staff or an operator sets."""
    viewer.as_author()
    dealer = await dealers.see(viewer, dealer_id) if _may_set(viewer, dealer_id) else None
    if dealer is None:
        raise NotFound(field)
    return dealer


def _may_set(viewer: Viewer, dealer_id: UUID) -> bool:
    return viewer.is_operator or viewer.works_at(dealer_id)
