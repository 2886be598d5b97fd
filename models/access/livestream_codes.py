"""The door to livestream codes: made by operators and dealers' managers, given by members."""

from collections.abc import Sequence
from uuid import UUID

from models.access import dealers
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.grants import Role
from models.livestream_codes import LivestreamClaim, LivestreamCode, LivestreamDealer
from models.refusals import NotFound


async def see(viewer: Viewer, code_id: UUID) -> LivestreamCode | None:
    """A code, for operators and for who works at one of its dealers."""
    named = LivestreamDealer.filter(code_id=code_id, dealer_id__in=viewer.dealers)
    if not viewer.is_operator and not await named.exists():
        return None
    return await LivestreamCode.get_or_none(id=code_id)


async def claim(viewer: Viewer, claim_id: UUID) -> LivestreamClaim | None:
    """One's own claim."""
    return await LivestreamClaim.get_or_none(id=claim_id, member_id=viewer.as_member())


async def to_name(viewer: Viewer, dealer_ids: Sequence[UUID], field: str) -> list[Dealer]:
    """Dealers for which an operator, or a manager of each, makes a code."""
    viewer.as_author()
    for place, dealer_id in enumerate(dealer_ids):
        if not viewer.is_operator and not viewer.holds(Role.DEALER_MANAGER, dealer_id):
            raise NotFound(f"{field}.{place}")
    return await dealers.to_name(viewer, dealer_ids, field)
