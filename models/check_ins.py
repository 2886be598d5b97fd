"""A check-in: what the server concluded from the scans of a seat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise import fields

from models import ids, sql
from models.noun import Noun
from models.seats import Seat


class CheckIn(Noun):
    """The earliest admission of a seat, by corrected time, then scan id."""

    seat: fields.OneToOneRelation[Seat] = fields.OneToOneField("models.Seat")
    seat_id: UUID
    event_id = fields.UUIDField(db_index=True)
    gate_id = fields.UUIDField()
    device_id = fields.UUIDField()
    scan_id = fields.UUIDField()
    at = fields.DatetimeField()

    class Meta:
        table = "check_ins"


@dataclass(frozen=True, slots=True)
class Standing:
    """A check-in as it stands, or would: a scan that opened the door, at its corrected time."""

    seat_id: UUID
    event_id: UUID
    scan_id: UUID
    device_id: UUID
    gate_id: UUID
    gate_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Taken:
    seat_id: UUID


_COLUMNS: dict[str, type] = {
    "id": UUID, "seat_id": UUID, "event_id": UUID, "gate_id": UUID, "device_id": UUID,
    "scan_id": UUID, "at": datetime,
}  # fmt: skip


async def admit(admissions: Sequence[Standing]) -> dict[UUID, Standing]:
    """Let the earliest admission of each seat stand, whichever order they arrive in.

    Returns those that stand from now on, by seat.
    """
    earliest: dict[UUID, Standing] = {}
    for admission in sorted(admissions, key=lambda one: (one.at, one.scan_id), reverse=True):
        earliest[admission.seat_id] = admission
    if not earliest:
        return {}
    names = ", ".join(_COLUMNS)
    rows = [
        {"id": ids.new()} | {name: getattr(one, name) for name in _COLUMNS if name != "id"}
        for one in earliest.values()
    ]
    taken = await sql.fetch(
        _Taken,
        f"""
        INSERT INTO check_ins ({names})
        SELECT {names} FROM {sql.json_rows(1, **_COLUMNS)} AS said WHERE true
        ON CONFLICT (seat_id) DO UPDATE
        SET gate_id = excluded.gate_id, device_id = excluded.device_id,
            scan_id = excluded.scan_id, at = excluded.at
        WHERE (excluded.at, excluded.scan_id) < (check_ins.at, check_ins.scan_id)
        RETURNING seat_id
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )
    return {one.seat_id: earliest[one.seat_id] for one in taken}


async def standing(seat_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """The check-ins of these seats, by seat; none for a seat that nobody took yet."""
    if not seat_ids:
        return {}
    rows = await sql.fetch(
        Standing,
        f"""
        SELECT c.seat_id, c.event_id, c.scan_id, c.device_id, c.gate_id, g.name AS gate_name, c.at
        FROM check_ins c JOIN gates g ON g.id = c.gate_id
        WHERE c.seat_id IN {sql.among(1)}
        """,  # noqa: S608
        sql.json_of(seat_ids),
    )
    return {row.seat_id: row for row in rows}
