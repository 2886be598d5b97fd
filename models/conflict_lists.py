"""Conflicts as they are shown, each with the passages that it is made of; plain rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models import database, seek, sql
from models.conflicts import ConflictKind, Settlement
from models.doors import NameShown
from models.pages import Page, Window, cut
from models.programme import GateRow
from models.rows import Row, Step

MOST_PASSAGES = 50
"""A pass that was shown to the whole world is one conflict of thousands of passages."""
MOST_OF_DEVICE = 100

_GATE = Step("gate", "gate_id")


class ConflictState(StrEnum):
    """Whether somebody has said what it was."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"


@dataclass(slots=True)
class PassageRow(Row):
    """A scan of a conflict, where and when it was; `at` is its corrected time.

    `shown` is the verdict that the tablet gave, `is_own` whether the tablet is the one that asks.
    An `override_reason` without a name is of somebody who is not known to have had the right.
    """

    id: UUID
    gate_id: UUID
    gate_name: str
    hall_id: UUID
    device_id: UUID
    device_name: str
    at: datetime
    is_time_suspect: bool
    shown: str
    is_alone: bool
    override_by_id: UUID | None
    override_reason: str
    is_own: bool = False


@dataclass(slots=True)
class ConflictRow(Row):
    """A conflict; `passages` are the first of its scans and the last, MOST_PASSAGES at most.

    `name_shown` is how much of the holder's name tablets may show.
    """

    id: UUID
    seat_id: UUID
    event_id: UUID
    venue_id: UUID
    kind: ConflictKind
    holder_name: str
    scan_ids: list[str]
    found_at: datetime
    settled_at: datetime | None
    settled_by_id: UUID | None
    settlement: Settlement | None
    note: str
    name_shown: NameShown
    passages: list[PassageRow] = field(default_factory=list)

    @property
    def shown_ids(self) -> list[UUID]:
        """The scans that are its passages."""
        ids = self.scan_ids
        kept = ids if len(ids) <= MOST_PASSAGES else [*ids[: MOST_PASSAGES - 1], ids[-1]]
        return [UUID(scan_id) for scan_id in kept]


_CONFLICTS = """
    SELECT f.id, f.seat_id, f.event_id, e.venue_id, f.kind, c.name AS holder_name, f.scan_ids,
           f.found_at, f.settled_at, f.settled_by_id, f.settlement, f.note,
           coalesce(d.name_shown, 'FULL') AS name_shown
    FROM conflicts f
    JOIN seats s ON s.id = f.seat_id
    JOIN contacts c ON c.id = s.contact_id
    JOIN events e ON e.id = f.event_id
    LEFT JOIN doors d ON d.event_id = f.event_id
"""
_ONLY = {
    None: "TRUE",
    ConflictState.OPEN: "f.settled_at IS NULL",
    ConflictState.SETTLED: "f.settled_at IS NOT NULL",
}


async def of(conflict_id: UUID) -> ConflictRow | None:
    """One conflict."""
    found = await sql.fetch(ConflictRow, f"{_CONFLICTS} WHERE f.id = $1", conflict_id)
    await add_passages(found)
    return found[0] if found else None


async def page(event_id: UUID, state: ConflictState | None, window: Window) -> Page[ConflictRow]:
    """Those of an event, the newest first, without their passages; see `add_passages`."""
    along = seek.along(window, ("f.event_id", "f.id"), "$1", 2, newest_first=True)
    rows = await sql.fetch(
        ConflictRow,
        f"{_CONFLICTS} WHERE {_ONLY[state]} {along}",
        event_id,
        *seek.bounds(window, newest_first=True),
    )
    return cut(rows, window)


async def of_device(device_id: UUID, since: datetime) -> list[ConflictRow]:
    """The newest of those in which a device has a part, open or settled since then.

    Its own passages are marked so. At most MOST_OF_DEVICE.
    """
    found = await sql.fetch(
        ConflictRow,
        f"""
        {_CONFLICTS}
        WHERE f.event_id IN (SELECT a.event_id FROM device_assignments a WHERE a.device_id = $1)
          AND (f.settled_at IS NULL OR f.settled_at >= $2)
          AND EXISTS (SELECT 1 FROM scans p WHERE p.device_id = $1 AND p.id IN {_scan_ids()}
                      AND (p.seat_id = f.seat_id OR f.kind = '{ConflictKind.OVERFULL}'))
        ORDER BY f.id DESC LIMIT {MOST_OF_DEVICE}
        """,  # noqa: S608  the columns are ours
        device_id,
        since,
    )
    await add_passages(found)
    for passage in (passage for conflict in found for passage in conflict.passages):
        passage.is_own = passage.device_id == device_id
    return found


async def add_passages(conflicts: Sequence[ConflictRow]) -> None:
    """Read the passages of all of them, in one statement."""
    wanted = {scan_id for conflict in conflicts for scan_id in conflict.shown_ids}
    if not wanted:
        return
    rows = await sql.fetch(
        PassageRow,
        f"""
        SELECT p.id, p.gate_id, g.name AS gate_name, g.hall_id, p.device_id, d.name AS device_name,
               p.at, p.is_time_suspect, p.shown, p.is_alone, p.override_by_id, p.override_reason
        FROM scans p
        JOIN gates g ON g.id = p.gate_id
        JOIN devices d ON d.id = p.device_id
        WHERE p.id IN {sql.among(1)}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(wanted),
    )
    by_id = {row.id: row for row in rows}
    for row in rows:
        row.beside = {_GATE: GateRow(row.gate_id, row.hall_id, row.gate_name)}
    for conflict in conflicts:
        conflict.passages = [by_id[each] for each in conflict.shown_ids if each in by_id]


def _scan_ids() -> str:
    """The right side of `IN`: the scans of the conflict `f`."""
    if database.is_sqlite():
        return "(SELECT value FROM json_each(f.scan_ids))"
    return "(SELECT e::uuid FROM jsonb_array_elements_text(f.scan_ids) e)"
