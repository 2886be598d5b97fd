"""Reading a door's feed: a stretch of what happened after a place, the same live and late."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import sql
from models.door_changes import DoorChangeKind
from models.door_feed import people
from models.door_feed.people import PersonRow
from models.scans.rows import Direction

_HAS_LET_THROUGH = """
    (x.shown IN ('ADMITTED', 'READMITTED', 'LEFT') OR x.override_by_id IS NOT NULL)
"""


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
class _Head:
    seq: int
    floor: int


@dataclass(frozen=True, slots=True)
class _Read:
    """A change beside the head of its feed, or the head of a feed that has nothing there."""

    head: int
    floor: int
    seq: int | None
    kind: DoorChangeKind | None
    seat_id: UUID | None
    at: datetime | None
    gate_id: UUID | None
    direction: Direction | None
    scan_id: UUID | None
    known_to: UUID | None


@dataclass(frozen=True, slots=True)
class _Row:
    seq: int
    change: Change
    known_to: UUID | None


async def head(event_id: UUID) -> int:
    """The last number of the feed as it stands; a door that nobody made has had no changes."""
    found = await sql.fetch_one(_Head, "SELECT seq, floor FROM doors WHERE event_id = $1", event_id)
    return found.seq if found else 0


async def stretch(event_id: UUID, after: int, most: int, *, but_for: UUID) -> Stretch:
    """Up to `most` changes after a number, without what one device knows by itself.

    Those are the scans with which it says that it let people through, which it counts already. One
    with which it turned somebody away may come to count all the same, where others are heard of.
    Raises Gone for a place that the feed does not have.
    """
    found = await _read(event_id, after, most)
    if not found[0].floor <= after <= found[0].head:
        raise Gone
    rows = [
        _Row(
            one.seq,
            Change(one.kind, one.seat_id, one.at, one.gate_id, one.direction, one.scan_id),
            one.known_to,
        )
        for one in found
        if one.seq and one.kind and one.seat_id
    ]
    end = rows[-1].seq if rows else after
    seats = {row.change.seat_id for row in rows if row.change.kind is DoorChangeKind.SEAT}
    return Stretch(
        changes=[row.change for row in _told_once(rows) if row.known_to != but_for],
        people=await people.some(event_id, seats),
        end=end,
        is_live=end >= found[0].head,
    )


async def _read(event_id: UUID, after: int, most: int) -> list[_Read]:
    """The head and what follows the number, in one statement and so of one moment.

    Were the floor read before the changes, what retention takes between would be missing unsaid.
    """
    return await sql.fetch(
        _Read,
        f"""
        SELECT coalesce(d.seq, 0) AS head, coalesce(d.floor, 0) AS floor, c.seq, c.kind,
               coalesce(x.seat_id, c.subject_id) AS seat_id, x.at, x.gate_id, x.direction,
               x.scan_id, CASE WHEN {_HAS_LET_THROUGH} THEN x.device_id END AS known_to
        FROM (SELECT 1 AS one) AS always
        LEFT JOIN doors d ON d.event_id = $1
        LEFT JOIN (
            SELECT seq, kind, subject_id FROM door_changes
            WHERE event_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
        ) c ON c.seq > 0
        LEFT JOIN scans x ON x.id = c.subject_id AND c.kind <> 'SEAT'
        ORDER BY c.seq
        """,  # noqa: S608  the condition is ours
        event_id,
        after,
        most,
    )


def _told_once(rows: list[_Row]) -> list[_Row]:
    """Of several changes of a seat the last, since it is told as it is now."""
    last = {row.change.seat_id: row.seq for row in rows if row.change.kind is DoorChangeKind.SEAT}
    return [
        row
        for row in rows
        if row.change.kind is not DoorChangeKind.SEAT or last[row.change.seat_id] == row.seq
    ]
