"""Kinship: who invited whom, up the line, and whether two accounts are one person's."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import sql
from models.members import Member
from models.referrals.rows import ReferralFlag

_MOST = 64
"""Generations; a ring that is longer would need as many accounts."""


@dataclass(frozen=True, slots=True)
class Ancestor:
    """Somebody who invited, or invited who invited, and so on; the nearest has generation 1."""

    id: UUID
    generation: int
    phone: str
    email: str


async def line_of(inviter_id: UUID) -> Sequence[Ancestor]:
    """The inviter and all above, the nearest first."""
    return await sql.fetch(
        Ancestor,
        f"""
        WITH RECURSIVE line(id, generation) AS (
            SELECT m.id, 1 FROM members m WHERE m.id = $1
            UNION ALL
            SELECT r.inviter_id, l.generation + 1 FROM line l
            JOIN referrals r ON r.invitee_id = l.id WHERE l.generation < {_MOST}
        )
        SELECT m.id, l.generation, m.phone, m.email FROM line l JOIN members m ON m.id = l.id
        ORDER BY l.generation
        """,  # noqa: S608  a number of ours
        inviter_id,
    )


def flag_of(friend: Member, line: Sequence[Ancestor]) -> ReferralFlag | None:
    """What is wrong with a friend at the end of this line: SAME_PERSON at once, RING further up."""
    for ancestor in line:
        if _is_same(friend, ancestor):
            return ReferralFlag.SAME_PERSON if ancestor.generation == 1 else ReferralFlag.RING
    return None


def _is_same(friend: Member, other: Ancestor) -> bool:
    if friend.id == other.id or (friend.phone and friend.phone == other.phone):
        return True
    return _mailbox(friend.email) == _mailbox(other.email)


def _mailbox(address: str) -> str:
    """The address without what many servers let one add: ann+2@… is ann@…."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
