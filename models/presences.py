"""A presence: where the person of a seat is now, concluded from the seat's scans."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from tortoise import fields

from models import ids, sql
from models.noun import Noun
from models.seats import Seat


class Presence(Noun):
    """One per seat: the last passage that counted, in or out, and the hall that it led into."""

    seat: fields.OneToOneRelation[Seat] = fields.OneToOneField("models.Seat")
    seat_id: UUID
    event_id = fields.UUIDField()
    hall_id = fields.UUIDField()
    gate_id = fields.UUIDField()
    is_inside = fields.BooleanField()
    at = fields.DatetimeField()

    class Meta:
        table = "presences"
        indexes = (("event_id", "is_inside"),)


@dataclass(frozen=True, slots=True)
class Passage:
    """A scan that counts, in or out, at its corrected time."""

    event_id: UUID
    hall_id: UUID
    gate_id: UUID
    is_inside: bool
    at: datetime


_COLUMNS: dict[str, type] = {
    "id": UUID, "seat_id": UUID, "event_id": UUID, "hall_id": UUID, "gate_id": UUID,
    "is_inside": bool, "at": datetime,
}  # fmt: skip


async def settle(last: Mapping[UUID, Passage | None]) -> None:
    """Let these passages be the last of their seats, None for none; the caller holds the seats."""
    standing = {seat_id: one for seat_id, one in last.items() if one is not None}
    if standing:
        await _stand(standing)
    if len(standing) < len(last):
        await _fall(last.keys() - standing.keys())


async def _stand(standing: Mapping[UUID, Passage]) -> None:
    names = ", ".join(_COLUMNS)
    rows = [
        {"id": ids.new(), "seat_id": seat_id} | asdict(one) for seat_id, one in standing.items()
    ]
    await sql.execute(
        f"""
        INSERT INTO presences ({names})
        SELECT {names} FROM {sql.json_rows(1, **_COLUMNS)} AS said WHERE true
        ON CONFLICT (seat_id) DO UPDATE
        SET hall_id = excluded.hall_id, gate_id = excluded.gate_id,
            is_inside = excluded.is_inside, at = excluded.at
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )


async def _fall(seat_ids: Collection[UUID]) -> None:
    await sql.execute(
        f"DELETE FROM presences WHERE seat_id IN {sql.among(1)}",  # noqa: S608
        sql.json_of(seat_ids),
    )
