"""A check-in: what the server concluded from the scans of a seat."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from tortoise import fields

from models import ids, sql
from models.noun import Noun
from models.seats import Seat


class CheckIn(Noun):
    """The first admission of a seat that counts: by corrected time, then scan id."""

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
class Admission:
    """A scan that let somebody in, at its corrected time."""

    event_id: UUID
    gate_id: UUID
    device_id: UUID
    scan_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class _Changed:
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class _First:
    member_id: UUID
    event_id: UUID
    at: datetime


_COLUMNS: dict[str, type] = {
    "id": UUID, "seat_id": UUID, "event_id": UUID, "gate_id": UUID, "device_id": UUID,
    "scan_id": UUID, "at": datetime,
}  # fmt: skip


async def settle(admissions: Mapping[UUID, Admission | None]) -> dict[UUID, datetime | None]:
    """Let just these stand, by seat, and none where there is None; the caller holds the seats.

    Returns since when those are in that this changes, None for those who are not in any more.
    """
    standing = {seat_id: one for seat_id, one in admissions.items() if one is not None}
    changed = await _stand(standing) if standing else []
    gone = await _fall(admissions.keys() - standing.keys())
    return {seat_id: standing[seat_id].at for seat_id in changed} | dict.fromkeys(gone)


async def first_of(member_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    """When these members were first admitted to each event, on whichever of their seats."""
    rows = await sql.fetch(
        _First,
        f"""
        SELECT s.member_id, s.event_id, min(c.at) AS at FROM seats s
        JOIN check_ins c ON c.seat_id = s.id
        WHERE s.member_id IN {sql.among(1)} GROUP BY s.member_id, s.event_id
        """,  # noqa: S608
        sql.json_of(member_ids),
    )
    return {(row.member_id, row.event_id): row.at for row in rows}


async def _stand(standing: Mapping[UUID, Admission]) -> list[UUID]:
    names = ", ".join(_COLUMNS)
    rows = [
        {"id": ids.new(), "seat_id": seat_id} | asdict(one) for seat_id, one in standing.items()
    ]
    changed = await sql.fetch(
        _Changed,
        f"""
        INSERT INTO check_ins ({names})
        SELECT {names} FROM {sql.json_rows(1, **_COLUMNS)} AS said WHERE true
        ON CONFLICT (seat_id) DO UPDATE
        SET gate_id = excluded.gate_id, device_id = excluded.device_id,
            scan_id = excluded.scan_id, at = excluded.at
        WHERE excluded.scan_id <> check_ins.scan_id OR excluded.device_id <> check_ins.device_id
        RETURNING seat_id
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )
    return [one.seat_id for one in changed]


async def _fall(seat_ids: Collection[UUID]) -> list[UUID]:
    if not seat_ids:
        return []
    gone = await sql.fetch(
        _Changed,
        f"DELETE FROM check_ins WHERE seat_id IN {sql.among(1)} RETURNING seat_id",  # noqa: S608
        sql.json_of(seat_ids),
    )
    return [one.seat_id for one in gone]
