"""A scan: what a device said it saw; stored as said and never edited."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models import check_ins, clock, database, devices, ids, sql
from models.check_ins import Admission, Standing
from models.devices import Device
from models.leads import Attendance, capture
from models.noun import Noun
from models.points.awards import earn
from models.points.deeds import DeedKind, NewDeed

MOST = 500
TOKEN_KEPT = 256


class Direction(StrEnum):
    """Which way the person went through the gate."""

    ENTRY = "ENTRY"
    EXIT = "EXIT"


class Scan(Noun):
    """Unique by (device, scan id), refused scans too.

    `refusal` is the fixed part of the verdict, empty for a pass that opens the door. Which of a
    seat's admissions was the first is concluded in check-ins. `clock_offset_ms` is what was
    measured for the batch, `at` the corrected time, `is_time_suspect` says it was impossible
    and the time of receipt stands instead.
    """

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField("models.Device")
    device_id: UUID
    scan_id = fields.UUIDField()
    event_id = fields.UUIDField()
    gate_id = fields.UUIDField()
    direction = fields.CharEnumField(Direction, max_length=8)
    token = fields.CharField(TOKEN_KEPT)
    said_at = fields.DatetimeField()
    clock_offset_ms = fields.BigIntField(default=0)
    at = fields.DatetimeField()
    is_time_suspect = fields.BooleanField(default=False)
    received_at = fields.DatetimeField(default=clock.now)
    seat_id = fields.UUIDField(null=True)
    refusal = fields.CharField(16, default="")

    class Meta:
        table = "scans"
        unique_together = (("device_id", "scan_id"),)
        indexes = (("seat_id", "at"), ("event_id", "id"))


@dataclass(frozen=True, slots=True)
class Said:
    """One scan as a device said it, its time corrected, its pass read or not."""

    scan_id: UUID
    event_id: UUID
    gate_id: UUID
    direction: Direction
    token: str
    said_at: datetime
    at: datetime
    is_time_suspect: bool
    seat_id: UUID | None


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is true of a scanned seat; `replaced` says of each old issue when it ceased to hold."""

    seat_id: UUID
    event_id: UUID
    contact_id: UUID
    member_id: UUID | None
    holder_name: str
    pass_issue: int
    cancelled_at: datetime | None
    replaced: dict[str, str]
    zone: str


@dataclass(frozen=True, slots=True)
class Stored:
    """The fixed part of what is known of a scan, from its first arrival."""

    scan_id: UUID
    direction: Direction
    seat_id: UUID | None
    at: datetime
    is_time_suspect: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class Concluded:
    """A stored scan, and what now stands for its seat."""

    scan: Stored
    standing: Standing | None
    holder_name: str


Judge = Callable[[Said, SeatFacts | None], str]


async def submit(
    device_id: UUID, said: Sequence[Said], clock_offset_ms: int, judge: Judge
) -> dict[UUID, Concluded]:
    """Store scans and conclude check-ins, points and leads from them, in one transaction.

    `judge` gives the refusal of a scan, empty for none; it must be pure. Scans that were
    stored before keep their first judgement, so that a batch can be sent again, in any order
    and in parallel.
    """
    async with database.transaction():
        facts = await _facts({scan.seat_id for scan in said if scan.seat_id})
        refusals = {scan.scan_id: judge(scan, facts.get(scan.seat_id)) for scan in said}  # type: ignore[arg-type]
        new = await _store(device_id, said, clock_offset_ms, refusals)
        stored = {scan.scan_id: scan for scan in new}
        if len(stored) < len(said):
            again = [scan.scan_id for scan in said if scan.scan_id not in stored]
            stored |= {scan.scan_id: scan for scan in await _stored(device_id, again)}
        standing = await _conclude(device_id, said, new, facts)
        await devices.saw(device_id, clock.now(), clock_offset_ms)
        return {
            scan_id: Concluded(
                scan,
                standing.get(scan.seat_id) if scan.seat_id else None,
                facts[scan.seat_id].holder_name if scan.seat_id in facts else "",
            )
            for scan_id, scan in stored.items()
        }


async def _conclude(
    device_id: UUID, said: Sequence[Said], new: Sequence[Stored], facts: dict[UUID, SeatFacts]
) -> dict[UUID, Standing]:
    """Bring check-ins up to the new admissions, and what follows from those that changed."""
    gates = {scan.scan_id: scan.gate_id for scan in said}
    admissions = [
        Admission(
            seat_id=scan.seat_id,
            event_id=facts[scan.seat_id].event_id,
            gate_id=gates[scan.scan_id],
            device_id=device_id,
            scan_id=scan.scan_id,
            at=scan.at,
        )
        for scan in new
        if scan.seat_id and not scan.refusal and scan.direction is Direction.ENTRY
    ]
    await check_ins.admit(admissions)
    standing = await check_ins.standing(facts.keys())
    fresh = {admission.scan_id for admission in admissions}
    changed = [seat for seat in standing.values() if seat.scan_id in fresh]
    await _reward([(facts[seat.seat_id], seat.at) for seat in changed])
    return standing


async def _reward(attended: Sequence[tuple[SeatFacts, datetime]]) -> None:
    """Points for members, and leads of the dealers that the person consented to."""
    await earn([
        NewDeed(seat.member_id, DeedKind.CHECK_IN, seat.event_id, at, seat.zone)
        for seat, at in attended
        if seat.member_id
    ])  # fmt: skip
    await capture([
        Attendance(seat.seat_id, seat.contact_id, seat.event_id, at) for seat, at in attended
    ])  # fmt: skip


async def _facts(seat_ids: set[UUID]) -> dict[UUID, SeatFacts]:
    """The seats, locked in one order, so that two batches conclude one after the other."""
    if not seat_ids:
        return {}
    group = "json_group_object" if database.is_sqlite() else "jsonb_object_agg"
    rows = await sql.fetch(
        SeatFacts,
        f"""
        SELECT s.id AS seat_id, s.event_id, s.contact_id, s.member_id, c.name AS holder_name,
               s.pass_issue, s.cancelled_at, v.zone,
               coalesce((SELECT {group}(p.issue, p.replaced_at) FROM passes p
                         WHERE p.seat_id = s.id AND p.replaced_at IS NOT NULL), '{{}}') AS replaced
        FROM seats s
        JOIN contacts c ON c.id = s.contact_id
        JOIN events e ON e.id = s.event_id
        JOIN venues v ON v.id = e.venue_id
        WHERE s.id IN {sql.among(1)} ORDER BY s.id {sql.for_update("s")}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(seat_ids),
    )
    return {row.seat_id: row for row in rows}


_COLUMNS: dict[str, type] = {
    "id": UUID, "scan_id": UUID, "event_id": UUID, "gate_id": UUID, "direction": str,
    "token": str, "said_at": datetime, "at": datetime, "is_time_suspect": bool,
    "seat_id": UUID, "refusal": str,
}  # fmt: skip
_STORED = "scan_id, direction, seat_id, at, is_time_suspect, refusal"


async def _store(
    device_id: UUID, said: Sequence[Said], clock_offset_ms: int, refusals: dict[UUID, str]
) -> list[Stored]:
    """Write what has not been written before, and return just that."""
    rows: list[dict[str, Any]] = [
        asdict(scan)
        | {"id": ids.new(), "token": scan.token[:TOKEN_KEPT], "refusal": refusals[scan.scan_id]}
        for scan in said
    ]
    columns = ", ".join(_COLUMNS)
    return await sql.fetch(
        Stored,
        f"""
        INSERT INTO scans ({columns}, device_id, clock_offset_ms, received_at)
        SELECT {columns}, $2, $3, $4 FROM {sql.json_rows(1, **_COLUMNS)} AS said WHERE true
        ON CONFLICT (device_id, scan_id) DO NOTHING RETURNING {_STORED}
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
        device_id,
        clock_offset_ms,
        clock.now(),
    )


async def _stored(device_id: UUID, scan_ids: Sequence[UUID]) -> list[Stored]:
    return await sql.fetch(
        Stored,
        f"SELECT {_STORED} FROM scans WHERE device_id = $1 AND scan_id IN {sql.among(2)}",  # noqa: S608
        device_id,
        sql.json_of(scan_ids),
    )
