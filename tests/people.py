"""People for tests: members and operators, and the viewers that they are."""

from typing import Any
from uuid import UUID

from models import grants, ids, members, sessions
from models.access.viewer import Viewer, recognise
from models.grants import Role
from models.members import Member
from models.pictures.uploads import Picture


async def member(name: str, **said: str) -> Member:
    """A member of this name, with an address made from it."""
    made = await members.of_address(f"{name.lower()}@people.example")
    return await made.update_profile(name=name, **said)


async def viewer(someone: Member) -> Viewer:
    """The member, signed in, with the roles of now."""
    session = await sessions.open_for(someone)
    seen = await recognise(session.token)
    assert seen is not None
    return seen


async def upload(owner: Member, **also: Any) -> Picture:
    """A picture of a member's, 4 by 3 pixels; not used unless `also` says so."""
    return await Picture.create(
        owner_id=owner.id,
        key=str(ids.new()),
        thumbnail_key=str(ids.new()),
        media_type="image/png",
        width=4,
        height=3,
        byte_size=1,
        **also,
    )


async def operator(name: str = "Olga") -> Viewer:
    """A member of the brand's own staff, signed in."""
    return await with_role(name, Role.OPERATOR)


async def with_role(name: str, role: Role, scope_id: UUID | None = None) -> Viewer:
    """A member who holds a role over a scope, signed in."""
    someone = await member(name)
    await grants.give(someone, role, scope_id, by=None)
    return await viewer(someone)
