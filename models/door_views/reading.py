"""Reading the view of a door: a handful of statements, however many people and tablets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models import clock, conflict_lists, database, sql
from models.conflict_lists import ConflictRow, ConflictState
from models.devices import DeviceAssignment
from models.door_views.rows import (
    MINUTES,
    MOST_CONFLICTS,
    Arrivals,
    Counts,
    DeviceState,
    DoorView,
    EdgeState,
    HallCount,
    is_silent,
)
from models.events import Event
from models.pages import Window
from models.programme import HallRow
from models.rows import Step

_MINUTE = timedelta(minutes=1)
_HALL, _DEVICE = Step("hall", "hall_id"), Step("device", "device_id")

# People who were turned away: by what the tablet showed them, or, as long as it has not said, by
# what is wrong with the pass itself. Nobody is turned away whom a supervisor let in, who may let in
# nobody without a pass of ours, or whose scan was taken back.
_REFUSED = """
    (p.override_by_id IS NULL AND p.override_reason = '' OR p.refusal IN ('FORGED', 'UNKNOWN'))
    AND (p.shown NOT IN ('', 'ADMITTED', 'READMITTED', 'LEFT') OR p.shown = '' AND p.refusal <> '')
    AND NOT EXISTS (SELECT 1 FROM scan_undos u
                    WHERE u.device_id = p.device_id AND u.scan_id = p.scan_id)
"""


@dataclass(frozen=True, slots=True)
class _HallInside:
    id: UUID
    venue_id: UUID
    name: str
    capacity: int
    inside: int


@dataclass(frozen=True, slots=True)
class _Minute:
    at: datetime
    count: int


async def view(event: Event) -> DoorView:
    """The door of the event as it is now."""
    now = clock.now()
    found = DoorView(
        event_id=event.id,
        venue_id=event.venue_id,
        at=now,
        counts=await _counts(event.id, now),
        halls=await _halls(event),
        arrivals=await _arrivals(event.id, now),
        conflicts=await _conflicts(event.id),
        devices=await _devices(event.id, now),
        edges=await _edges(event.id, now),
    )
    _show_devices(found)
    return found


async def _counts(event_id: UUID, now: datetime) -> Counts:
    """People are counted once, whatever number of seats they have had."""
    [counts] = await sql.fetch(
        Counts,
        f"""
        SELECT
            (SELECT count(*) FROM (
                SELECT DISTINCT s.contact_id FROM presences i JOIN seats s ON s.id = i.seat_id
                WHERE i.event_id = $1 AND i.is_inside) people) AS inside,
            (SELECT count(*) FROM seats s JOIN passes p ON p.seat_id = s.id
             WHERE s.event_id = $1 AND s.cancelled_at IS NULL AND p.replaced_at IS NULL
               AND p.expires_at > $2
               AND NOT EXISTS (SELECT 1 FROM check_ins c WHERE c.seat_id = s.id)) AS expected,
            (SELECT count(*) FROM check_ins c WHERE c.event_id = $1) AS admitted,
            (SELECT count(*) FROM scans p WHERE p.event_id = $1 AND {_REFUSED}) AS refused,
            (SELECT count(*) FROM registrations r JOIN seats s ON s.registration_id = r.id
             JOIN check_ins c ON c.seat_id = s.id
             WHERE r.event_id = $1 AND r.device_id IS NOT NULL) AS walk_ins,
            (SELECT count(*) FROM conflicts f
             WHERE f.event_id = $1 AND f.settled_at IS NULL) AS conflict_count
        """,  # noqa: S608  the condition is ours
        event_id,
        now,
    )
    return counts


async def _halls(event: Event) -> list[HallCount]:
    """The event's hall, or all of its venue, those too that nobody is in."""
    rows = await sql.fetch(
        _HallInside,
        f"""
        SELECT h.id, h.venue_id, h.name, h.capacity, coalesce(n.inside, 0) AS inside
        FROM halls h
        LEFT JOIN (
            SELECT people.hall_id, count(*) AS inside FROM (
                SELECT DISTINCT i.hall_id, s.contact_id
                FROM presences i JOIN seats s ON s.id = i.seat_id
                WHERE i.event_id = $1 AND i.is_inside) people
            GROUP BY people.hall_id
        ) n ON n.hall_id = h.id
        WHERE h.{"venue_id" if event.hall_id is None else "id"} = $2 ORDER BY h.name, h.id
        """,  # noqa: S608  the column is ours
        event.id,
        event.hall_id or event.venue_id,
    )
    return [
        HallCount(
            row.id,
            row.inside,
            beside={_HALL: HallRow(row.id, row.venue_id, row.name, row.capacity)},
        )
        for row in rows
    ]


async def _arrivals(event_id: UUID, now: datetime) -> list[Arrivals]:
    """The last MINUTES minutes, the present one last, those without arrivals too."""
    last = now.replace(second=0, microsecond=0)
    first = last - (MINUTES - 1) * _MINUTE
    minute = "substr(c.at, 1, 16) || ':00+00:00'"
    if not database.is_sqlite():
        minute = "date_trunc('minute', c.at, 'UTC')"
    rows = await sql.fetch(
        _Minute,
        f"""
        SELECT {minute} AS at, count(*) AS count FROM check_ins c
        WHERE c.event_id = $1 AND c.at >= $2 AND c.at < $3 GROUP BY 1
        """,  # noqa: S608  the expression is ours
        event_id,
        first,
        last + _MINUTE,
    )
    counts = {row.at: row.count for row in rows}
    minutes = [first + number * _MINUTE for number in range(MINUTES)]
    return [Arrivals(at, counts.get(at, 0)) for at in minutes]


async def _conflicts(event_id: UUID) -> Sequence[ConflictRow]:
    page = await conflict_lists.page(event_id, ConflictState.OPEN, Window(MOST_CONFLICTS))
    await conflict_lists.add_passages(page.rows)
    return page.rows


async def _devices(event_id: UUID, now: datetime) -> list[DeviceState]:
    """Each tablet once, at the gate where it is on duty, or will be next, or was last."""
    duties = await DeviceAssignment.filter(
        event_id=event_id, device__revoked_at=None
    ).select_related("device", "gate")
    best: dict[UUID, DeviceAssignment] = {}
    for duty in sorted(duties, key=lambda duty: _nearness(duty, now), reverse=True):
        best[duty.device_id] = duty
    states = [_state(duty, now) for duty in best.values()]
    return sorted(states, key=lambda each: (each.gate.name, each.device.name, each.device.id))


def _nearness(duty: DeviceAssignment, now: datetime) -> tuple[int, float]:
    if duty.starts_at <= now < duty.ends_at:
        return 0, 0.0
    if duty.starts_at > now:
        return 1, (duty.starts_at - now).total_seconds()
    return 2, (now - duty.ends_at).total_seconds()


def _state(duty: DeviceAssignment, now: datetime) -> DeviceState:
    is_on_duty = duty.starts_at <= now < duty.ends_at
    return DeviceState(
        duty.device,
        duty.gate,
        duty.device.battery_percent,
        duty.device.unsent_count,
        duty.device.seen_at,
        is_on_duty=is_on_duty,
        is_silent=is_on_duty and is_silent(duty.device.seen_at, now),
    )


async def _edges(event_id: UUID, now: datetime) -> list[EdgeState]:
    rows = await sql.fetch(
        EdgeState,
        """
        SELECT id, name, address, seen_at FROM edges
        WHERE event_id = $1 AND revoked_at IS NULL ORDER BY name, id
        """,
        event_id,
    )
    for row in rows:
        row.is_silent = is_silent(row.seen_at, now)
    return rows


def _show_devices(found: DoorView) -> None:
    """Let the conflicts name the tablets that were read already."""
    known = {each.device.id: each.device for each in found.devices}
    for passage in (each for conflict in found.conflicts for each in conflict.passages):
        if passage.device_id in known:
            passage.beside = {**passage.beside, _DEVICE: known[passage.device_id]}
