"""The door to memberships: a member's own, and those of a community for whoever is inside."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.queryset import QuerySet

from models.access import communities, sight
from models.access.viewer import Viewer
from models.memberships import Membership, MembershipState
from models.pages import Page, Window, page
from models.refusals import NotAllowed, NotFound


async def see(viewer: Viewer, membership_id: UUID) -> Membership | None:
    """One's own, or one in a community that the viewer moderates."""
    membership = await Membership.get_or_none(id=membership_id)
    if membership is None or viewer.member_id is None:
        return None
    is_own = membership.member_id == viewer.member_id
    return membership if is_own or sight.moderates(viewer, membership.community_id) else None


async def own_in(viewer: Viewer, community_ids: Sequence[UUID]) -> dict[UUID, Membership]:
    """The viewer's own places, by community; what is over and done with is none."""
    found = _own(viewer).filter(community_id__in=list(community_ids))
    return {membership.community_id: membership for membership in await found}


async def page_of_own(viewer: Viewer, window: Window) -> Page[Membership]:
    """The viewer's own places, invitations and requests, the newest first."""
    viewer.as_member()
    return await page(_own(viewer), window, newest_first=True)


async def page_in(
    viewer: Viewer, community_id: UUID, state: MembershipState, window: Window
) -> Page[Membership]:
    """The members, for whoever reads in the community; all else for whoever moderates it."""
    if not sight.moderates(viewer, community_id):
        may_read = await communities.may_read(viewer, community_id)
        if state is not MembershipState.MEMBER or not may_read:
            raise NotAllowed
    found = Membership.filter(community_id=community_id, state=state, member__removed_at=None)
    return await page(found, window)


async def to_leave(viewer: Viewer, community_id: UUID, field: str) -> Membership:
    """The viewer's own place; a suspended member may leave too."""
    viewer.as_member()
    membership = (await own_in(viewer, [community_id])).get(community_id)
    if membership is None:
        raise NotFound(field)
    return membership


async def to_decide(viewer: Viewer, membership_id: UUID, field: str) -> Membership:
    """A place in a community that the viewer moderates; one's own is not one's to decide."""
    viewer.as_author()
    membership = await see(viewer, membership_id)
    if membership is None:
        raise NotFound(field)
    if not sight.moderates(viewer, membership.community_id):
        raise NotAllowed
    return membership


def _own(viewer: Viewer) -> QuerySet[Membership]:
    return Membership.filter(member_id=viewer.member_id).exclude(state=MembershipState.LEFT)
