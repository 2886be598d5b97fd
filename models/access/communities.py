"""The door to communities: known, read, written in, moderated and run; see `sight`."""

from collections.abc import Sequence
from uuid import UUID

from models import circles, directory, memberships, sql
from models.access import sight
from models.access.viewer import Viewer
from models.circles import Tag
from models.communities import Community, CommunityKind, CommunityTag
from models.directory import CommunityRow
from models.grants import Role
from models.pages import Page, Window
from models.refusals import MembersOnly, NotAllowed, NotFound


async def see(viewer: Viewer, community_id: UUID) -> CommunityRow | None:
    """The community, for whoever may know of it."""
    return (await see_many(viewer, [community_id])).get(community_id)


async def see_many(viewer: Viewer, community_ids: Sequence[UUID]) -> dict[UUID, CommunityRow]:
    """Those of the communities that the viewer may know of, by id."""
    if viewer.member_id is None:
        return {}
    where = f"{sight.known()} AND c.id IN {sql.among(4)}"
    asked = sql.json_of(community_ids)
    rows = await directory.communities(where, *sight.eyes(viewer), asked)
    return {row.id: row for row in rows}


async def page_of_circles(
    viewer: Viewer, tags: Sequence[Tag], window: Window
) -> Page[CommunityRow]:
    """The circles that have all of the tags."""
    where = f"{sight.known()} AND c.kind = 'CIRCLE' AND {directory.tagged(4)}"
    asked = directory.wanted(circles.checked(tags))
    return await directory.page_of_communities(window, where, *sight.eyes(viewer), asked)


async def page_of_groups(viewer: Viewer, window: Window) -> Page[CommunityRow]:
    """The groups that the viewer may know of."""
    where = f"{sight.known()} AND c.kind = 'GROUP'"
    return await directory.page_of_communities(window, where, *sight.eyes(viewer))


async def may_read(viewer: Viewer, community_id: UUID) -> bool:
    """Whether what is said in the community is for the viewer."""
    where = f"{sight.readable()} AND c.id = $4"
    return bool(await directory.communities(where, *sight.eyes(viewer), community_id))


async def to_enter(viewer: Viewer, community_id: UUID, field: str) -> Community:
    """A community that the viewer may know of, to join it."""
    viewer.as_author()
    return await _row(viewer, community_id, field)


async def to_write_in(viewer: Viewer, community_id: UUID, field: str) -> Community:
    """A community in which the viewer writes: its members and those who moderate it."""
    author_id = viewer.as_author()
    community = await _row(viewer, community_id, field)
    if not await writes_in(viewer, author_id, community_id):
        raise MembersOnly(field)
    return community


async def writes_in(viewer: Viewer, author_id: UUID, community_id: UUID) -> bool:
    """Whether the viewer posts, comments and reacts in the community."""
    if sight.moderates(viewer, community_id):
        return True
    return await memberships.is_member(community_id, author_id)


async def to_moderate(viewer: Viewer, community_id: UUID, field: str) -> Community:
    """A community of which the viewer is host, owner, moderator, or as an operator anything."""
    viewer.as_author()
    community = await _row(viewer, community_id, field)
    if not sight.moderates(viewer, community_id):
        raise NotAllowed
    return community


async def to_run(viewer: Viewer, community_id: UUID, kind: CommunityKind, field: str) -> Community:
    """A circle, for operators, or a group, for its owners and operators."""
    viewer.as_author()
    community = await _row(viewer, community_id, field)
    if community.kind is not kind:
        raise NotFound(field)
    is_owner = kind is CommunityKind.GROUP and viewer.holds(Role.GROUP_OWNER, community_id)
    if not viewer.is_operator and not is_owner:
        raise NotAllowed
    return community


async def tags_of(viewer: Viewer, circle_ids: Sequence[UUID]) -> dict[UUID, list[CommunityTag]]:
    """What circles that the viewer was shown are about."""
    del viewer
    tags: dict[UUID, list[CommunityTag]] = {circle_id: [] for circle_id in circle_ids}
    for tag in await CommunityTag.filter(community_id__in=list(circle_ids)).order_by("id"):
        tags[tag.community_id].append(tag)
    return tags


async def _row(viewer: Viewer, community_id: UUID, field: str) -> Community:
    if await see(viewer, community_id) is None:
        raise NotFound(field)
    return await Community.get(id=community_id)
