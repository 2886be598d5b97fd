"""A scan: what a device said it saw; stored as said and never edited."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import check_ins, clock, database, devices, ids, sql
from models.check_ins import Standing
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
    and the time of receipt stands instead. `shown` is the verdict that the tablet gave the person,
    empty while it has not said, `is_alone` that it decided so without asking anyone.
    `override_by_id` is the supervisor who let the person in all the same.
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
    shown = fields.CharField(16, default="")
    is_alone = fields.BooleanField(default=False)
    override_by_id = fields.UUIDField(null=True)
    override_reason = fields.CharField(200, default="")

    class Meta:
        table = "scans"
        unique_together = (("device_id", "scan_id"),)
        indexes = (("seat_id", "at"), ("event_id", "id"))


class ScanUndo(Noun):
    """A tablet took a scan of its own back: it did not happen. It may arrive before the scan."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField("models.Device")
    device_id: UUID
    scan_id = fields.UUIDField()
    said_at = fields.DatetimeField()
    at = fields.DatetimeField()
    received_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "scan_undos"
        unique_together = (("device_id", "scan_id"),)


@dataclass(frozen=True, slots=True)
class Said:
    """One scan as a device said it, its time corrected, its pass read or not."""

    device_id: UUID
    scan_id: UUID
    event_id: UUID
    gate_id: UUID
    gate_name: str
    direction: Direction
    token: str
    said_at: datetime
    received_at: datetime
    clock_offset_ms: int
    at: datetime
    is_time_suspect: bool
    seat_id: UUID | None

    @property
    def key(self) -> "Key":
        """What makes a scan one and the same, however often it is sent."""
        return self.device_id, self.scan_id


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is true of a scanned seat; `replaced` says of each old issue when it ceased to hold.

    `has_consented` is whether its holder ever did, to anyone: most have not, and make no leads.
    """

    seat_id: UUID
    event_id: UUID
    contact_id: UUID
    member_id: UUID | None
    holder_name: str
    pass_issue: int
    cancelled_at: datetime | None
    replaced: dict[str, str]
    zone: str
    has_consented: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """The fixed part of what is known of a scan, from its first arrival."""

    device_id: UUID
    scan_id: UUID
    gate_id: UUID
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
    seat: SeatFacts | None


Key = tuple[UUID, UUID]  # device, scan id
Judge = Callable[[Said, SeatFacts | None], str]


async def submit(said: Sequence[Said], judge: Judge) -> dict[Key, Concluded]:
    """Store scans and conclude check-ins, points and leads from them, in one transaction.

    `judge` gives the refusal of a scan, empty for none; it must be pure. Scans that were
    stored before keep their first judgement, so that a batch can be sent again, in any order
    and in parallel. The number of statements does not depend on how many scans there are.
    """
    async with database.transaction():
        facts = await _facts({scan.seat_id for scan in said if scan.seat_id})
        new = await _store([(scan, judge(scan, _of(scan.seat_id, facts))) for scan in said])
        stored = {(scan.device_id, scan.scan_id): scan for scan in new}
        again = [scan for scan in said if scan.key not in stored]
        if again:
            stored |= {(scan.device_id, scan.scan_id): scan for scan in await _stored(again)}
        gates = {scan.gate_id: scan.gate_name for scan in said}
        standing = await _conclude(new, facts, gates)
        await devices.saw({scan.device_id: scan.clock_offset_ms for scan in said})
    return {
        key: Concluded(
            scan, standing.get(scan.seat_id) if scan.seat_id else None, _of(scan.seat_id, facts)
        )
        for key, scan in stored.items()
    }


async def _conclude(
    new: Sequence[Stored], facts: dict[UUID, SeatFacts], gates: dict[UUID, str]
) -> dict[UUID, Standing]:
    """Bring check-ins up to the new admissions, and what follows from those that changed."""
    taken = await check_ins.admit([
        Standing(
            seat_id=scan.seat_id,
            event_id=facts[scan.seat_id].event_id,
            scan_id=scan.scan_id,
            device_id=scan.device_id,
            gate_id=scan.gate_id,
            gate_name=gates[scan.gate_id],
            at=scan.at,
        )
        for scan in new
        if scan.seat_id and not scan.refusal and scan.direction is Direction.ENTRY
    ])  # fmt: skip
    await _reward([(facts[seat_id], standing.at) for seat_id, standing in taken.items()])
    return taken | await check_ins.standing(facts.keys() - taken.keys())


def _of(seat_id: UUID | None, facts: dict[UUID, SeatFacts]) -> SeatFacts | None:
    return facts.get(seat_id) if seat_id else None


async def _reward(attended: Sequence[tuple[SeatFacts, datetime]]) -> None:
    """Points for members, and leads of the dealers that the person consented to."""
    await earn([
        NewDeed(seat.member_id, DeedKind.CHECK_IN, seat.event_id, at, seat.zone)
        for seat, at in attended
        if seat.member_id
    ])  # fmt: skip
    await capture([
        Attendance(seat.seat_id, seat.contact_id, seat.event_id, at)
        for seat, at in attended
        if seat.has_consented
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
               EXISTS (SELECT 1 FROM consents k WHERE k.subject = c.pseudonym) AS has_consented,
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


_SAID: dict[str, type] = {
    "device_id": UUID, "scan_id": UUID, "event_id": UUID, "gate_id": UUID, "direction": str,
    "said_at": datetime, "received_at": datetime, "clock_offset_ms": int, "at": datetime,
    "is_time_suspect": bool, "seat_id": UUID,
}  # fmt: skip
_COLUMNS = _SAID | {"id": UUID, "token": str, "refusal": str}
_STORED = "device_id, scan_id, gate_id, direction, seat_id, at, is_time_suspect, refusal"


async def _store(judged: Sequence[tuple[Said, str]]) -> list[Stored]:
    """Write what has not been written before, and return just that."""
    rows = [
        {name: getattr(scan, name) for name in _SAID}
        | {"id": ids.new(), "token": _kept(scan.token), "refusal": refusal}
        for scan, refusal in judged
    ]
    columns = ", ".join(_COLUMNS)
    return await sql.fetch(
        Stored,
        f"""
        INSERT INTO scans ({columns})
        SELECT {columns} FROM {sql.json_rows(1, **_COLUMNS)} AS said WHERE true
        ON CONFLICT (device_id, scan_id) DO NOTHING RETURNING {_STORED}
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )


def _kept(token: str) -> str:
    """A text as said, but for what no database can hold, and no longer than TOKEN_KEPT."""
    shown = token[:TOKEN_KEPT].replace("\x00", "\ufffd")
    return shown.encode(errors="replace").decode()


async def _stored(said: Sequence[Said]) -> list[Stored]:
    asked = [{"device_id": scan.device_id, "scan_id": scan.scan_id} for scan in said]
    columns = ", ".join(f"s.{column}" for column in _STORED.split(", "))
    return await sql.fetch(
        Stored,
        f"""
        SELECT {columns} FROM {sql.json_rows(1, device_id=UUID, scan_id=UUID)} AS said
        JOIN scans s ON s.device_id = said.device_id AND s.scan_id = said.scan_id
        """,  # noqa: S608  the columns are ours
        sql.json_of(asked),
    )
