"""The door to fallback owners: seen by who works at the dealer and operators."""

from collections.abc import Sequence
from uuid import UUID

from models.access.viewer import Viewer
from models.dealers import Dealer
from models.members import Member


async def of_dealers(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, Member]:
    """The fallback owner of each dealer whose people the viewer may know."""
    own = [one for one in dealer_ids if viewer.is_operator or viewer.works_at(one)]
    named = {one.id: one.fallback_id for one in await Dealer.filter(id__in=own)} if own else {}
    found = await Member.filter(id__in=[one for one in named.values() if one], removed_at=None)
    people = {member.id: member for member in found}
    return {dealer: people[owner] for dealer, owner in named.items() if owner in people}
