"""The door to follows: whom the viewer follows is theirs to know."""

from collections.abc import Sequence
from uuid import UUID

from models.access.viewer import Viewer
from models.follows import Follow


async def own(viewer: Viewer, member_ids: Sequence[UUID]) -> dict[UUID, Follow]:
    """The viewer's own follows, by the member who is followed."""
    found = await Follow.filter(follower_id=viewer.member_id, followed_id__in=list(member_ids))
    return {follow.followed_id: follow for follow in found}
