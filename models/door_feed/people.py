"""The people of an event as tablets carry them: whoever has, or had, a pass."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models import sql
from models.scans.rows import Direction

_PAGE = 400
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Passed:
    """A scan of a good pass, or one that a supervisor let in; it may have been undone."""

    seat_id: UUID
    scan_id: UUID
    said_at: datetime
    at: datetime
    gate_id: UUID
    hall_id: UUID
    direction: Direction
    refusal: str = ""
    override_by_id: UUID | None = None
    undone_said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    seat_id: UUID
    name: str
    phone: str
    pass_issue: int
    cancelled_at: datetime | None
    replaced: dict[str, str]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A seat with a pass; `replaced` says of each old issue when it ceased to hold."""

    seat_id: UUID
    name: str
    phone: str
    pass_issue: int
    cancelled_at: datetime | None
    replaced: dict[int, datetime]
    passed: Sequence[Passed] = field(default=())


async def pages(event_id: UUID) -> AsyncIterator[list[PersonRow]]:
    """Everyone of an event, some hundred at a time, with all their scans so far in order."""
    after = _NOBODY
    while True:
        rows = await _people(f"id > $2 ORDER BY id LIMIT {_PAGE}", event_id, after)
        if not rows:
            return
        last = rows[-1].seat_id
        passed = await _passed(event_id, after, last)
        yield [_person(row, passed.get(row.seat_id, ())) for row in rows]
        after = last


async def some(event_id: UUID, seat_ids: Collection[UUID]) -> dict[UUID, PersonRow]:
    """Those of an event who have these seats, as they are now, without who passed."""
    if not seat_ids:
        return {}
    rows = await _people(f"id IN {sql.among(2)}", event_id, sql.json_of(seat_ids))
    return {row.seat_id: _person(row, ()) for row in rows}


async def _people(condition: str, event_id: UUID, value: object) -> list[_Row]:
    # The seats are cut before anything is joined to them: the cost of a page does not grow.
    group = sql.json_object("p.issue", "p.replaced_at")
    return await sql.fetch(
        _Row,
        f"""
        SELECT s.id AS seat_id, c.name, c.phone, s.pass_issue, s.cancelled_at,
               coalesce((SELECT {group} FROM passes p
                         WHERE p.seat_id = s.id AND p.replaced_at IS NOT NULL), '{{}}') AS replaced
        FROM (SELECT * FROM seats
              WHERE event_id = $1 AND pass_issue > 0 AND {condition}) s
        JOIN contacts c ON c.id = s.contact_id ORDER BY s.id
        """,  # noqa: S608  the conditions are ours
        event_id,
        value,
    )


async def _passed(event_id: UUID, after: UUID, last: UUID) -> dict[UUID, list[Passed]]:
    rows = await sql.fetch(
        Passed,
        """
        SELECT x.seat_id, x.scan_id, x.said_at, x.at, x.gate_id, g.hall_id, x.direction,
               x.refusal, x.override_by_id, u.said_at AS undone_said_at
        FROM seats s
        JOIN scans x ON x.seat_id = s.id
        JOIN gates g ON g.id = x.gate_id
        LEFT JOIN scan_undos u ON u.device_id = x.device_id AND u.scan_id = x.scan_id
        WHERE s.event_id = $1 AND s.id > $2 AND s.id <= $3
          AND (x.refusal = '' OR x.override_by_id IS NOT NULL)
        ORDER BY x.is_time_suspect, x.at, x.scan_id, x.device_id
        """,
        event_id,
        after,
        last,
    )
    passed: dict[UUID, list[Passed]] = {}
    for row in rows:
        passed.setdefault(row.seat_id, []).append(row)
    return passed


def _person(row: _Row, passed: Sequence[Passed]) -> PersonRow:
    return PersonRow(
        seat_id=row.seat_id,
        name=row.name,
        phone=row.phone,
        pass_issue=row.pass_issue,
        cancelled_at=row.cancelled_at,
        replaced={int(i): datetime.fromisoformat(at) for i, at in row.replaced.items()},
        passed=passed,
    )
