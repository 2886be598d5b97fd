"""Changes of a door as tablets read them: a CBOR sequence (RFC 8742), some 30 bytes a scan."""

from datetime import datetime
from typing import Any

import cbor2

from models.door_changes import DoorChangeKind
from models.door_feed.reading import Change, Stretch
from models.scans.rows import Direction
from venues.manifests import ID_BYTES, Head, milliseconds, person

_SCAN, _UNDO, _PERSON = 0, 1, 2


def encode(stretch: Stretch, head: Head, known: str, now: datetime) -> bytes:
    """A stretch for a reader who knows the head with that hash."""
    text = None if known == head.hash else head.text(stretch.end, now).decode()
    first = [stretch.end, stretch.is_live, milliseconds(now + head.good_for), text]
    items = [first, *(item for change in stretch.changes if (item := _item(change, stretch, head)))]
    return b"".join(map(cbor2.dumps, items))


def _item(change: Change, stretch: Stretch, head: Head) -> list[Any] | None:
    if change.kind is DoorChangeKind.SEAT:
        row = stretch.people.get(change.seat_id)
        return [_PERSON, person(row, head)] if row else None
    if not (change.at and change.gate_id and change.scan_id):
        return None
    scan = change.scan_id.bytes[-ID_BYTES:]
    if change.kind is DoorChangeKind.UNDO:
        return [_UNDO, change.seat_id.bytes, scan]
    return [
        _SCAN,
        change.seat_id.bytes,
        milliseconds(change.at) - milliseconds(head.starts_at),
        head.gates.get(change.gate_id, -1),
        int(change.direction is Direction.EXIT),
        scan,
    ]
