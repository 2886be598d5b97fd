"""The door to invites: one's own."""

from collections.abc import Sequence
from uuid import UUID

from models import invites
from models.access.viewer import Viewer
from models.invites import Invite


async def own_to(viewer: Viewer, event_ids: Sequence[UUID]) -> dict[UUID, Invite]:
    """The viewer's own invite to each event, once they have a referral code."""
    if viewer.member_id is None:
        return {}
    return await invites.of_member(viewer.member_id, event_ids)
