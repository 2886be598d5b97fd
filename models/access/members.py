"""The door to members: everyone signed in sees a member's public side."""

from uuid import UUID

from models.access.viewer import Viewer
from models.members import Member
from models.refusals import NotAllowed, NotFound, SignInRequired


async def see(viewer: Viewer, member_id: UUID) -> Member | None:
    """The member, for anyone who is signed in; a removed one is gone."""
    return (await see_many(viewer, [member_id])).get(member_id)


async def see_many(viewer: Viewer, member_ids: list[UUID]) -> dict[UUID, Member]:
    """Those of the members that the viewer may see, by id."""
    if viewer.member_id is None:
        return {}
    found = await Member.filter(id__in=member_ids, removed_at=None)
    return {member.id: member for member in found}


async def to_be(viewer: Viewer) -> Member:
    """The viewer's own account."""
    member = await see(viewer, viewer.as_member())
    if member is None:
        raise SignInRequired
    return member


async def to_write(viewer: Viewer) -> Member:
    """The viewer's own account, for a deed; refused while suspended."""
    viewer.as_author()
    return await to_be(viewer)


async def to_name(viewer: Viewer, member_id: UUID, field: str) -> Member:
    """A member to whom something is done that anyone may do: following, inviting."""
    viewer.as_author()
    member = await see(viewer, member_id)
    if member is None:
        raise NotFound(field)
    return member


async def to_manage(viewer: Viewer, member_id: UUID, field: str) -> Member:
    """A member whom an operator suspends, removes or gives a role."""
    if not viewer.is_operator:
        raise NotAllowed
    member = await see(viewer, member_id)
    if member is None:
        raise NotFound(field)
    return member


async def to_remove(viewer: Viewer, member_id: UUID, field: str) -> Member:
    """One's own account, or for an operator anyone's; a suspended member may go too."""
    if viewer.as_member() == member_id:
        return await to_be(viewer)
    return await to_manage(viewer, member_id, field)
