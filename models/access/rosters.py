"""The door to rosters: read by who works at the dealer, set by its managers, both by operators."""

from collections.abc import Sequence
from uuid import UUID

from models import grants, rosters
from models.access import dealers
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.grants import Role
from models.refusals import NotFound
from models.rosters import RosterEntry


async def of_dealers(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, list[RosterEntry]]:
    """The rosters of those dealers whose people the viewer may know."""
    own = [it for it in dealer_ids if viewer.is_operator or viewer.works_at(it)]
    return await rosters.of_dealers(own) if own else {}


async def to_set(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer whose roster a manager of it, or an operator, sets."""
    viewer.as_author()
    may_set = viewer.is_operator or viewer.holds(Role.DEALER_MANAGER, dealer_id)
    dealer = await dealers.see(viewer, dealer_id) if may_set else None
    if dealer is None:
        raise NotFound(field)
    return dealer


async def to_enter(dealer: Dealer, member_id: UUID, field: str) -> UUID:
    """A member who works at the dealer."""
    if not await grants.of_dealer(dealer.id).filter(member_id=member_id).exists():
        raise NotFound(field)
    return member_id
