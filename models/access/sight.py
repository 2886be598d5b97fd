"""Who sees which community and what is said in it: decided here and nowhere else.

A community is known to everyone signed in, but one by invitation only to those inside or
invited. What is said in it is read by everyone where anyone may join (open, and circles that
let in whoever asks), and by those inside elsewhere. Inside are its members, those with a role
over it, and operators. What is deleted nobody sees; what is hidden, its author and whoever
moderates.

The conditions are SQL over `communities c`, `posts p` and `comments k`; the statement's first
three parameters are `eyes(viewer)`.
"""

from types import SimpleNamespace
from uuid import UUID

from models import sql
from models.access.viewer import Viewer
from models.grants import Role

_MODERATING = (Role.CIRCLE_HOST, Role.GROUP_OWNER, Role.GROUP_MODERATOR)


def moderated(viewer: Viewer) -> list[UUID]:
    """The communities that the viewer moderates; an operator moderates all."""
    return [scope for role in _MODERATING for scope in viewer.scopes(role)]


def moderates(viewer: Viewer, community_id: UUID) -> bool:
    """Whether the viewer keeps order in the community."""
    return viewer.is_operator or community_id in moderated(viewer)


def eyes(viewer: Viewer) -> tuple[UUID, str, bool]:
    """The parameters $1 to $3 of every condition below; refused when nobody is signed in."""
    return viewer.as_member(), sql.json_of(moderated(viewer)), viewer.is_operator


_THERE = """({eyes.operates} OR {to}.id IN {eyes.moderated} OR {to}.id IN (
    SELECT m.community_id FROM memberships m
    WHERE m.member_id = {eyes.me} AND m.state IN (STATES)))"""
KNOWN = "({to}.join_policy <> 'INVITE' OR " + _THERE.replace("STATES", "'MEMBER', 'INVITED'") + ")"
"""The viewer, with `eyes`, may know that the community `to` is there."""

READABLE = (
    "({to}.join_policy = 'OPEN' OR {to}.kind = 'CIRCLE' AND {to}.join_policy = 'APPROVAL' OR "
    + _THERE.replace("STATES", "'MEMBER'")
    + ")"
)
"""The viewer, with `eyes`, may read what is said in the community `to`."""


def known() -> str:
    """The viewer may know that the community is there."""
    return _seen(KNOWN)


def readable() -> str:
    """The viewer may read what is said in the community."""
    return _seen(READABLE)


def standing(*aliases: str) -> str:
    """Everyone who may read sees these: neither deleted nor hidden."""
    return " AND ".join(f"{it}.deleted_at IS NULL AND {it}.hidden_at IS NULL" for it in aliases)


def present(*aliases: str) -> str:
    """The viewer sees these: not deleted, and not hidden from them."""
    return " AND ".join(
        f"{it}.deleted_at IS NULL AND"
        f" ({it}.hidden_at IS NULL OR {it}.author_id = $1 OR $3 OR c.id IN {sql.among(2)})"
        for it in aliases
    )


def _seen(condition: str) -> str:
    """The condition of `communities c`, with the first three parameters for eyes."""
    eyes = SimpleNamespace(me="$1", moderated=sql.among(2), operates="$3")
    return condition.format(to="c", eyes=eyes)
