"""Reading a copy: what an event's door needs, as lines of JSON, in a handful of statements.

The first line is the head; each other one names a table and holds up to ROWS_A_LINE of its rows. An
edge that knows the people already, and most of the scans, is sent the rest.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from models import clock, database, ids, sql
from models.copies.kinds import FEW, PEOPLE, Kind

VERSION = 1
ROWS_A_LINE = 1_000
SCANS, UNDOS, SETTLED = "scans", "scan_undos", "settled_conflicts"

SCAN: dict[str, type] = {
    "device_id": UUID, "scan_id": UUID, "event_id": UUID, "gate_id": UUID, "direction": str,
    "said_at": datetime, "received_at": datetime, "clock_offset_ms": int, "at": datetime,
    "is_time_suspect": bool, "seat_id": UUID, "shown": str, "is_alone": bool,
    "override_by_id": UUID, "override_reason": str, "refusal": str,
}  # fmt: skip
UNDO: dict[str, type] = {
    "device_id": UUID, "scan_id": UUID, "said_at": datetime, "received_at": datetime,
    "at": datetime,
}  # fmt: skip

SETTLEMENT: dict[str, type] = {
    "seat_id": UUID, "kind": str, "scan_count": int, "settled_at": datetime, "settlement": str,
}  # fmt: skip
"""What an operator said of a conflict, and of how many scans it was made then."""

# What is written in a transaction has an id from before its commit, and clocks differ.
_OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Known:
    """What an edge has of an event already: people with this mark, scans of before this time."""

    people: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """`tag` is the same for as long as nothing has changed; `lines` are there to be read once."""

    tag: str
    lines: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class _Tally:
    seats: int
    given_up: int
    last_given_up_at: datetime | None
    issues: int
    passes: int
    replaced: int
    expire_at: datetime | None
    confirmed: int
    last_change_id: UUID | None
    scans: int
    shown: int
    undos: int

    @property
    def people(self) -> str:
        """A mark that changes with the people, and not with the scans."""
        said = [self.seats, self.given_up, self.last_given_up_at, self.issues, self.passes,
                self.replaced, self.expire_at, self.confirmed, self.last_change_id]  # fmt: skip
        return sha256(repr([str(one) for one in said]).encode()).hexdigest()[:32]


async def read(event_id: UUID, known: Known) -> Copy:
    """The copy of one moment, without what is known."""
    made_at = clock.now()
    async with sql.snapshot():
        tally = await _tally(event_id)
        few = [(kind.table, kind.columns, await _rows(kind, event_id)) for kind in FEW]
        few.append((SETTLED, SETTLEMENT, await _settled(event_id)))
        people = [] if known.people == tally.people else [
            (kind.table, kind.columns, await _rows(kind, event_id)) for kind in PEOPLE
        ]  # fmt: skip
        told = [
            (SCANS, SCAN, await _scans(event_id, known.since)),
            (UNDOS, UNDO, await _undos(event_id, known.since)),
        ]
    small = await asyncio.to_thread(lambda: b"".join(_lines(few)))
    head = {
        "v": VERSION,
        "event": str(event_id),
        "people": tally.people,
        "madeAt": made_at.isoformat(),
    }
    tag = sha256(repr(tally).encode() + small).hexdigest()[:32]

    def lines() -> Iterator[bytes]:
        yield orjson.dumps(head) + b"\n"
        yield small
        yield from _lines(people)
        yield from _lines(told)

    return Copy(tag, lines)


Table = tuple[str, Mapping[str, type], Sequence[Any]]


def _lines(tables: Sequence[Table]) -> Iterator[bytes]:
    for name, columns, found in tables:
        plain = [_PLAIN.get(kind) for kind in columns.values()]
        for start in range(0, len(found), ROWS_A_LINE) or [0]:
            rows = [
                [
                    make(value) if make and value is not None else value
                    for make, value in zip(plain, record, strict=True)
                ]
                for record in found[start : start + ROWS_A_LINE]
            ]
            yield orjson.dumps({"table": name, "columns": list(columns), "rows": rows}) + b"\n"


async def _rows(kind: Kind, event_id: UUID) -> Sequence[Any]:
    return await sql.records(kind.query, [event_id] if "$1" in kind.query else [])


async def _scans(event_id: UUID, since: datetime | None) -> Sequence[Any]:
    picked = ", ".join(SCAN)
    return await sql.records(
        f"SELECT {picked} FROM scans WHERE event_id = $1 AND id >= $2 ORDER BY id",  # noqa: S608  the columns are ours
        [event_id, _first_id(since)],
    )


async def _undos(event_id: UUID, since: datetime | None) -> Sequence[Any]:
    picked = ", ".join(f"u.{name}" for name in UNDO)
    return await sql.records(
        f"""
        SELECT {picked} FROM scan_undos u
        JOIN scans s ON s.device_id = u.device_id AND s.scan_id = u.scan_id
        WHERE s.event_id = $1 AND u.id >= $2 ORDER BY u.id
        """,  # noqa: S608  the columns are ours
        [event_id, _first_id(since)],
    )


async def _settled(event_id: UUID) -> Sequence[Any]:
    length = "json_array_length" if database.is_sqlite() else "jsonb_array_length"
    return await sql.records(
        f"""
        SELECT seat_id, kind, {length}(scan_ids) AS scan_count, settled_at, settlement
        FROM conflicts WHERE event_id = $1 AND settled_at IS NOT NULL ORDER BY id
        """,  # noqa: S608  the function is ours
        [event_id],
    )


async def _tally(event_id: UUID) -> _Tally:
    """Counts and last moments that no change of the people or the scans leaves as they were."""
    [tally] = await sql.fetch(
        _Tally,
        """
        SELECT count(*) AS seats, count(s.cancelled_at) AS given_up,
               max(s.cancelled_at) AS last_given_up_at,
               cast(coalesce(sum(s.pass_issue), 0) AS bigint) AS issues,
               (SELECT count(*) FROM passes p JOIN seats o ON o.id = p.seat_id
                WHERE o.event_id = $1) AS passes,
               (SELECT count(p.replaced_at) FROM passes p JOIN seats o ON o.id = p.seat_id
                WHERE o.event_id = $1) AS replaced,
               (SELECT max(p.expires_at) FROM passes p JOIN seats o ON o.id = p.seat_id
                WHERE o.event_id = $1) AS expire_at,
               (SELECT count(*) FROM registrations r
                WHERE r.event_id = $1 AND r.state = 'CONFIRMED') AS confirmed,
               (SELECT c.id FROM door_changes c WHERE c.event_id = $1 AND c.kind = 'SEAT'
                ORDER BY c.id DESC LIMIT 1) AS last_change_id,
               (SELECT count(*) FROM scans a WHERE a.event_id = $1) AS scans,
               (SELECT count(*) FROM scans a WHERE a.event_id = $1 AND a.shown <> '') AS shown,
               (SELECT count(*) FROM scan_undos u JOIN scans a ON a.device_id = u.device_id
                AND a.scan_id = u.scan_id WHERE a.event_id = $1) AS undos
        FROM seats s WHERE s.event_id = $1
        """,
        event_id,
    )
    return tally


def _first_id(since: datetime | None) -> UUID:
    """Where the ids begin of rows that were made then."""
    return UUID(int=0) if since is None else ids.first_of(since - _OVERLAP)


def _moment(value: Any) -> str:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at.astimezone(UTC).isoformat(" ")


_PLAIN: Mapping[type, Callable[[Any], Any]] = {
    UUID: str,
    bool: bool,
    int: int,
    datetime: _moment,
    bytes: lambda value: b64encode(value).decode(),
    dict: orjson.loads,
    list: orjson.loads,
}
