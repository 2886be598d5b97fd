"""Reading what scans are judged and concluded by: the facts of seats, and all that was heard."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from models import database, sql
from models.scans.said import Heard, Key, SeatFacts


@dataclass(frozen=True, slots=True)
class _Seat:
    seat_id: UUID


async def facts(seat_ids: Collection[UUID]) -> dict[UUID, SeatFacts]:
    """The seats, locked in one order, so that two batches conclude one after the other.

    They are locked first and read then: PostgreSQL would give a row that it had to wait for as it
    is now beside what stood in other tables before, and none where it has another holder now.
    """
    if not seat_ids:
        return {}
    if not database.is_sqlite():
        await sql.execute(
            f"SELECT id FROM seats WHERE id IN {sql.among(1)} ORDER BY id FOR UPDATE",  # noqa: S608  a parameter's place
            sql.json_of(seat_ids),
        )
    group = sql.json_object("p.issue", "p.replaced_at")
    rows = await sql.fetch(
        SeatFacts,
        f"""
        SELECT s.id AS seat_id, s.event_id, s.contact_id, s.member_id, c.name AS holder_name,
               s.pass_issue, s.cancelled_at, s.reallocated_at, v.zone,
               EXISTS (SELECT 1 FROM seats o WHERE o.event_id = s.event_id
                       AND o.member_id = s.member_id AND o.id <> s.id) AS has_other_seat,
               EXISTS (SELECT 1 FROM consents k WHERE k.subject = c.pseudonym) AS has_consented,
               EXISTS (SELECT 1 FROM conflicts f WHERE f.seat_id = s.id) AS has_conflict,
               coalesce((SELECT {group} FROM passes p
                         WHERE p.seat_id = s.id AND p.replaced_at IS NOT NULL), '{{}}') AS replaced,
               e.starts_at, e.ends_at, d.opens_minutes, d.closes_minutes,
               coalesce(d.reentry, 'AFTER_EXIT') AS reentry,
               coalesce(d.is_daily, false) AS is_daily,
               coalesce(d.is_per_hall, false) AS is_per_hall,
               coalesce(d.name_shown, 'FULL') AS name_shown, d.walk_ins_ended_at
        FROM seats s
        JOIN contacts c ON c.id = s.contact_id
        JOIN events e ON e.id = s.event_id
        JOIN venues v ON v.id = e.venue_id
        LEFT JOIN doors d ON d.event_id = e.id
        WHERE s.id IN {sql.among(1)}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(seat_ids),
    )
    return {row.seat_id: row for row in rows}


async def heard(keys: Collection[Key], seat_ids: Collection[UUID]) -> list[Heard]:
    """These scans, and every other one of these seats."""
    columns = sql.json_rows(1, device_id=UUID, scan_id=UUID)
    return await sql.fetch(
        Heard,
        f"""
        SELECT s.id, s.device_id, s.scan_id, s.seat_id, s.event_id, s.gate_id, g.name AS gate_name,
               g.hall_id, s.direction, s.said_at, s.at, s.is_time_suspect, s.refusal, s.shown,
               s.override_by_id, s.override_reason, u.said_at AS undone_said_at
        FROM scans s
        JOIN gates g ON g.id = s.gate_id
        LEFT JOIN scan_undos u ON u.device_id = s.device_id AND u.scan_id = s.scan_id
        WHERE s.id IN (
            SELECT a.id FROM {columns} k
            JOIN scans a ON a.device_id = k.device_id AND a.scan_id = k.scan_id
            UNION SELECT b.id FROM scans b WHERE b.seat_id IN {sql.among(2)})
        """,  # noqa: S608  the columns are ours
        _json(keys),
        sql.json_of(seat_ids),
    )


async def seats_of(keys: Collection[Key]) -> set[UUID]:
    """The seats of these scans, as far as they were heard and have one."""
    columns = sql.json_rows(1, device_id=UUID, scan_id=UUID)
    rows = await sql.fetch(
        _Seat,
        f"""
        SELECT s.seat_id FROM {columns} k
        JOIN scans s ON s.device_id = k.device_id AND s.scan_id = k.scan_id
        WHERE s.seat_id IS NOT NULL
        """,  # noqa: S608  the columns are ours
        _json(keys),
    )
    return {row.seat_id for row in rows}


def _json(keys: Collection[Key]) -> str:
    return sql.json_of({"device_id": device_id, "scan_id": scan_id} for device_id, scan_id in keys)
