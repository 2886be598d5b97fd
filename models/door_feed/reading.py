"""Reading a door's feed: a stretch of what happened after a place, the same live and late."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import sql
from models.door_changes import DoorChangeKind
from models.door_feed import people
from models.door_feed.people import PersonRow
from models.scans.rows import Direction


class Gone(Exception):
    """The feed no longer goes back so far, or never came so far."""


@dataclass(frozen=True, slots=True)
class Change:
    """A scan that counts, one that no longer does, or a seat, of which there is just the id."""

    kind: DoorChangeKind
    seat_id: UUID
    at: datetime | None
    gate_id: UUID | None
    direction: Direction | None
    scan_id: UUID | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Changes that follow each other up to the number `end`; `people` are those who changed."""

    changes: list[Change]
    people: dict[UUID, PersonRow]
    end: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class _Row:
    seq: int
    kind: DoorChangeKind
    seat_id: UUID
    at: datetime | None
    gate_id: UUID | None
    direction: Direction | None
    scan_id: UUID | None
    device_id: UUID | None


@dataclass(frozen=True, slots=True)
class _Head:
    seq: int
    floor: int


async def head(event_id: UUID) -> int:
    """The last number of the feed as it stands."""
    found = await _head(event_id)
    return found.seq


async def stretch(event_id: UUID, after: int, most: int, *, but_for: UUID) -> Stretch:
    """Up to `most` changes after a number, without the scans of one device, which knows its own.

    Raises Gone for a place that the feed does not have.
    """
    found = await _head(event_id)
    if not found.floor <= after <= found.seq:
        raise Gone
    rows = await sql.fetch(
        _Row,
        """
        SELECT c.seq, c.kind, coalesce(x.seat_id, c.subject_id) AS seat_id, x.at, x.gate_id,
               x.direction, x.scan_id, x.device_id
        FROM door_changes c
        LEFT JOIN scans x ON x.id = c.subject_id AND c.kind <> 'SEAT'
        WHERE c.event_id = $1 AND c.seq > $2 ORDER BY c.seq LIMIT $3
        """,
        event_id,
        after,
        most,
    )
    end = rows[-1].seq if rows else after
    seats = {row.seat_id for row in rows if row.kind is DoorChangeKind.SEAT}
    return Stretch(
        changes=[
            Change(row.kind, row.seat_id, row.at, row.gate_id, row.direction, row.scan_id)
            for row in _told_once(rows)
            if row.device_id != but_for
        ],
        people=await people.some(event_id, seats),
        end=end,
        is_live=end >= found.seq,
    )


def _told_once(rows: list[_Row]) -> list[_Row]:
    """Of several changes of a seat the last, since it is told as it is now."""
    last = {row.seat_id: row.seq for row in rows if row.kind is DoorChangeKind.SEAT}
    return [
        row for row in rows if row.kind is not DoorChangeKind.SEAT or last[row.seat_id] == row.seq
    ]


async def _head(event_id: UUID) -> _Head:
    """A door that nobody made has had no changes."""
    found = await sql.fetch_one(_Head, "SELECT seq, floor FROM doors WHERE event_id = $1", event_id)
    return found or _Head(0, 0)
