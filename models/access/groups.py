"""The door to who runs groups."""

from collections.abc import Sequence
from uuid import UUID

from models import grants
from models.access.viewer import Viewer
from models.grants import Role
from models.members import Member


async def owners_of(viewer: Viewer, group_ids: Sequence[UUID]) -> dict[UUID, list[Member]]:
    """The owners of groups that the viewer was shown, first who has been it longest."""
    del viewer
    return await _holders(Role.GROUP_OWNER, group_ids)


async def moderators_of(viewer: Viewer, group_ids: Sequence[UUID]) -> dict[UUID, list[Member]]:
    """The moderators of groups that the viewer was shown."""
    del viewer
    return await _holders(Role.GROUP_MODERATOR, group_ids)


async def _holders(role: Role, scope_ids: Sequence[UUID]) -> dict[UUID, list[Member]]:
    holders: dict[UUID, list[Member]] = {scope_id: [] for scope_id in scope_ids}
    held = grants.alive(role).filter(scope_id__in=list(scope_ids), member__removed_at=None)
    for grant in await held.order_by("id").prefetch_related("member"):
        if grant.scope_id is not None:
            holders[grant.scope_id].append(grant.member)
    return holders
