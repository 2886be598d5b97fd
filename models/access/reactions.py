"""The door to reactions: a member's own; of others there is the count."""

from collections.abc import Sequence
from uuid import UUID

from models.access.viewer import Viewer
from models.reactions import Reaction


async def own_under(viewer: Viewer, post_ids: Sequence[UUID]) -> dict[UUID, Reaction]:
    """The viewer's own reactions, by post."""
    found = await Reaction.filter(member_id=viewer.member_id, post_id__in=list(post_ids))
    return {reaction.post_id: reaction for reaction in found}
