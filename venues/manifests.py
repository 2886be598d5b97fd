"""A manifest: what a tablet carries of an event, as the lines that docs/tablets.md describes."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from models.door_feed.heads import HeadRows
from models.door_feed.people import Passed, PersonRow
from models.doors import NameShown
from models.scans.rows import Direction
from venues import merging, names
from venues.passages import Rules

ID_BYTES = 4
"""So much of the end of a scan's id tells it from others of its seat."""

_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Head:
    """What comes before the people; `content` without where the manifest stands, `hash` its own."""

    content: dict[str, Any]
    hash: str
    rules: Rules
    name_shown: NameShown
    gates: dict[UUID, int]
    starts_at: datetime
    good_for: timedelta

    def text(self, seq: int, made_at: datetime) -> bytes:
        """The head as a manifest made then begins with it."""
        return orjson.dumps({
            "v": 1,
            "seq": seq,
            "madeAt": milliseconds(made_at),
            "validUntil": milliseconds(made_at + self.good_for),
            "head": self.hash,
            **self.content,
        })  # fmt: skip


def milliseconds(at: datetime) -> int:
    """A moment as tablets write it."""
    return (at - _EPOCH) // _MILLISECOND


def head(rows: HeadRows, node: str) -> Head:
    """The head of an event's manifest; `node` is the event's global id."""
    event, door = rows.event, rows.door
    content = {
        "graceMs": door.grace_minutes * 60_000,
        "event": {
            "id": str(event.id),
            "node": node,
            "title": event.title,
            "startsAt": milliseconds(event.starts_at),
            "endsAt": milliseconds(event.ends_at),
            "zone": rows.venue.zone,
            "capacity": event.capacity,
        },
        "rules": {
            "opensAt": _maybe(door.opens_at(event)),
            "closesAt": _maybe(door.closes_at(event)),
            "reentry": door.reentry,
            "daily": door.is_daily,
            "perHall": door.is_per_hall,
            "walkIns": door.has_walk_ins,
            "nameShown": door.name_shown,
        },
        "halls": [{"id": str(hall.id), "name": hall.name} for hall in rows.halls],
        "gates": [
            {"id": str(gate.id), "name": gate.name, "hall": str(gate.hall_id)}
            for gate in rows.gates
        ],
        "keys": [{"id": key.name.hex(), "key": _base64(key.raw)} for key in rows.keys],
        "supervisors": [
            {
                "id": str(one.member_id),
                "name": one.name,
                "salt": _base64(one.salt),
                "iterations": one.iterations,
                "hash": _base64(one.pin_hash),
            }
            for one in rows.supervisors
        ],
        "dealers": [
            {
                "id": str(dealer.id),
                "name": dealer.name,
                "questions": [
                    question.shown()
                    for question in rows.questions
                    if question.dealer_id == dealer.id
                ],
            }
            for dealer in rows.dealers
        ],
        "consentTexts": [
            {
                "purpose": text.purpose,
                "version": text.version,
                "language": text.language,
                "text": text.text,
                "hash": text.text_hash,
            }
            for text in rows.consent_texts
        ],
        "edges": sorted(edge.address for edge in rows.edges),
        "people": rows.people,
    }
    known = {name: value for name, value in content.items() if name != "people"}
    return Head(
        content=content,
        hash=sha256(orjson.dumps(known)).hexdigest()[:32],
        rules=Rules(
            zone=rows.venue.zone,
            opens_at=door.opens_at(event),
            closes_at=door.closes_at(event),
            reentry=door.reentry,
            is_daily=door.is_daily,
            is_per_hall=door.is_per_hall,
        ),
        name_shown=door.name_shown,
        gates={gate.id: place for place, gate in enumerate(rows.gates)},
        starts_at=event.starts_at,
        good_for=timedelta(hours=door.manifest_hours),
    )


def person(row: PersonRow, head: Head) -> list[Any]:
    """A person as a line has them, without what is empty at the end.

    Of somebody who gave the seat up there is neither name nor number.
    """
    is_gone = row.cancelled_at is not None
    name = "" if is_gone else names.shown(row.name, head.name_shown)
    line: list[Any] = [
        urlsafe_b64encode(row.seat_id.bytes).decode().rstrip("="),
        name,
        names.pinyin(name),
        "" if is_gone else row.phone[-_LAST_DIGITS:],
        row.pass_issue,
        milliseconds(row.cancelled_at) if row.cancelled_at else 0,
        [[issue, milliseconds(at)] for issue, at in sorted(row.replaced.items())],
        [_passage(one, head) for one in merging.counted(head.rules, row.passed)],
    ]
    while not line[-1]:
        line.pop()
    return line


def lines(rows: Sequence[PersonRow], head: Head) -> bytes:
    """The lines of people, each with its line feed."""
    return b"".join(
        orjson.dumps(person(row, head), option=orjson.OPT_APPEND_NEWLINE) for row in rows
    )


def _passage(one: Passed, head: Head) -> list[int | str]:
    gate, way = head.gates.get(one.gate_id, -1), int(one.direction is Direction.EXIT)
    return [milliseconds(one.at), gate, way, one.scan_id.bytes[-ID_BYTES:].hex()]


def _maybe(at: datetime | None) -> int | None:
    return None if at is None else milliseconds(at)


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()
