"""Relations: the dealers with which a person has a lead already."""

from dataclasses import dataclass
from uuid import UUID

from models import sql


@dataclass(frozen=True, slots=True)
class _Related:
    dealer_id: UUID


async def of_member(member_id: UUID) -> tuple[UUID, ...]:
    """The dealers in whose sight a lead of this member is, the latest first."""
    found = await sql.fetch(
        _Related,
        """
        SELECT l.dealer_id FROM leads l JOIN contacts c ON c.id = l.contact_id
        WHERE c.member_id = $1 AND l.withdrawn_at IS NULL
        GROUP BY l.dealer_id ORDER BY max(l.captured_at) DESC, l.dealer_id
        """,
        member_id,
    )
    return tuple(one.dealer_id for one in found)
