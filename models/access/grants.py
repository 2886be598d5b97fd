"""The door to roles: operators give all of them, a group's owner gives moderators."""

from uuid import UUID

from tortoise.expressions import Q

from models import grants, memberships
from models.access.viewer import Viewer
from models.communities import Community, CommunityKind
from models.dealers import Dealer
from models.grants import Grant, Role
from models.members import Member
from models.pages import Page, Window, page
from models.refusals import MembersOnly, NotAllowed, NotFound
from models.venues import Venue


async def see(viewer: Viewer, grant_id: UUID) -> Grant | None:
    """One's own role, one over a group that the viewer owns, or as an operator any."""
    return await Grant.filter(_visible(viewer)).get_or_none(id=grant_id)


async def own(viewer: Viewer) -> list[Grant]:
    """The roles that the viewer holds now."""
    return await grants.alive().filter(member_id=viewer.as_member()).order_by("id")


async def page_of_all(
    viewer: Viewer, window: Window, *, member_id: UUID | None = None, scope_id: UUID | None = None
) -> Page[Grant]:
    """The roles in force that the viewer may see: of one member, or over one thing."""
    viewer.as_member()
    found = grants.alive(scope_id=scope_id).filter(_visible(viewer))
    if member_id is not None:
        found = found.filter(member_id=member_id)
    return await page(found, window)


async def to_give(
    viewer: Viewer, role: Role, scope_id: UUID | None, member: Member, field: str
) -> UUID:
    """Who gives the role; its scope must be there, and a moderator be in the group."""
    giver_id = viewer.as_author()
    is_own_group = role is Role.GROUP_MODERATOR and viewer.holds(Role.GROUP_OWNER, scope_id)
    if not viewer.is_operator and not is_own_group:
        raise NotAllowed
    if not await _is_there(role, scope_id):
        raise NotFound(field)
    is_of_group = role in {Role.GROUP_OWNER, Role.GROUP_MODERATOR}
    if scope_id and is_of_group and not await memberships.is_member(scope_id, member.id):
        raise MembersOnly("member")
    return giver_id


async def to_end(viewer: Viewer, grant_id: UUID, field: str) -> Grant:
    """A role that the viewer may take back, or lay down as their own."""
    viewer.as_author()
    grant = await see(viewer, grant_id)
    if grant is None:
        raise NotFound(field)
    is_moderator = grant.role is Role.GROUP_MODERATOR
    if not (viewer.is_operator or grant.member_id == viewer.member_id or is_moderator):
        raise NotAllowed
    return grant


async def _is_there(role: Role, scope_id: UUID | None) -> bool:
    match role:
        case Role.OPERATOR:
            return scope_id is None
        case Role.CIRCLE_HOST:
            return await Community.exists(id=scope_id, kind=CommunityKind.CIRCLE)
        case Role.GROUP_OWNER | Role.GROUP_MODERATOR:
            return await Community.exists(id=scope_id, kind=CommunityKind.GROUP, archived_at=None)
        case Role.VENUE_STAFF:
            return await Venue.exists(id=scope_id)
        case Role.DEALER_STAFF | Role.DEALER_MANAGER:
            return await Dealer.exists(id=scope_id)


def _visible(viewer: Viewer) -> Q:
    if viewer.is_operator:
        return Q()
    return Q(member_id=viewer.member_id) | Q(scope_id__in=viewer.scopes(Role.GROUP_OWNER))
