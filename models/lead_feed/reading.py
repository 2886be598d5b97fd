"""Reading a feed: replay and live are the same, a stretch of the store after a number."""

from dataclasses import dataclass
from uuid import UUID

from models import sql
from models.lead_changes import LeadChangeKind
from models.rows import Row

BEYOND = 2**62
"""More than any feed has, and a number that databases take."""


class OutOfReach(Exception):
    """The number asked for is one that this feed does not have."""


class Expired(OutOfReach):
    """Retention has removed what follows the number."""


@dataclass(slots=True)
class Entry(Row):
    """A numbered change of a lead, which may have been withdrawn since."""

    seq: int
    kind: LeadChangeKind
    lead_id: UUID


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some entries that follow each other, `end` is the number up to which they go."""

    entries: list[Entry]
    end: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A change, or a dealer whose feed has nothing there."""

    feed_seq: int
    feed_floor: int
    seq: int | None
    kind: LeadChangeKind | None
    lead_id: UUID | None


async def stretch(dealer_id: UUID, after: int | None, most: int) -> Stretch:
    """Up to `most` entries after a number; None is the end of the feed as it stands.

    Raises Expired for a number before the floor, OutOfReach for one that is not given out yet.
    """
    rows = await sql.fetch(
        _Row,
        """
        SELECT d.feed_seq, d.feed_floor, c.seq, c.kind, c.lead_id
        FROM dealers d
        LEFT JOIN (
            SELECT dealer_id, seq, kind, lead_id FROM lead_changes
            WHERE dealer_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
        ) c ON c.dealer_id = d.id
        WHERE d.id = $1 ORDER BY c.seq
        """,
        dealer_id,
        BEYOND if after is None else min(after, BEYOND),
        most,
    )
    if not rows:
        raise OutOfReach
    head, floor = rows[0].feed_seq, rows[0].feed_floor
    after = head if after is None else after
    if after < floor:
        raise Expired
    if after > head:
        raise OutOfReach
    entries = [
        Entry(row.seq, row.kind, row.lead_id)
        for row in rows
        if row.seq and row.kind and row.lead_id
    ]
    end = entries[-1].seq if entries else after
    return Stretch(entries, end, is_live=end >= head)
