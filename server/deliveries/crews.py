"""Crews: who of a dealer, or of the brand, is there to be told."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from models import grants
from models.grants import Role
from models.members import Member


async def staff(dealer_id: UUID, *roles: Role) -> Sequence[Member]:
    """Who holds one of these roles at the dealer now, in the order in which they joined."""
    held = await grants.alive(scope_id=dealer_id).filter(role__in=roles)
    return await _members(grant.member_id for grant in held)


async def brand() -> Sequence[Member]:
    """The brand's operators of now."""
    return await _members(grant.member_id for grant in await grants.alive(Role.OPERATOR))


async def _members(member_ids: Iterable[UUID]) -> Sequence[Member]:
    return await Member.filter(id__in=list(member_ids), removed_at=None).order_by("id")
