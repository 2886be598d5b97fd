"""The door to ADF addresses: the dealer's own staff."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from models.access import dealers, leads
from models.access.viewer import Viewer
from models.adf_addresses import AdfAddress
from models.dealers import Dealer
from models.refusals import NotFound, Refusal


async def addresses(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Where the dealers have their leads sent, of those whose staff the viewer is of."""
    own = [dealer_id for dealer_id in dealer_ids if works_at(viewer, dealer_id)]
    found = await AdfAddress.filter(dealer_id__in=own) if own else []
    return {row.dealer_id: row.address for row in found}


async def to_set(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer whose address its staff sets."""
    viewer.as_author()
    dealer = await dealers.see(viewer, dealer_id) if works_at(viewer, dealer_id) else None
    if dealer is None:
        raise NotFound(field)
    return dealer


def works_at(viewer: Viewer, dealer_id: UUID) -> bool:
    """Whether the viewer is of the staff that works on this dealer's leads."""
    with suppress(Refusal):
        leads.require_staff(viewer, dealer_id)
        return True
    return False
