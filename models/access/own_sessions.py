"""The door to sessions: a member sees and ends their own."""

from uuid import UUID

from models.access.viewer import Viewer
from models.refusals import SignInRequired
from models.sessions import Session


async def see(viewer: Viewer, session_id: UUID) -> Session | None:
    """The session, for the member whose it is."""
    return await Session.get_or_none(id=session_id, member_id=viewer.member_id)


async def to_revoke(viewer: Viewer) -> Session:
    """The session that asks."""
    session = await see(viewer, viewer.session_id) if viewer.session_id else None
    if session is None:
        raise SignInRequired
    return session
