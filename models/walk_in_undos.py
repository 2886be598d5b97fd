"""Walk-ins that a tablet took back: nobody came, and the seat that was made is given up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import sql
from models.registrations import Registration, RegistrationState
from models.scans.said import Key, is_in_time
from models.seats import Seat, tell_the_door


@dataclass(frozen=True, slots=True)
class _TakenBack:
    seat_id: UUID
    event_id: UUID
    said_at: datetime
    undone_said_at: datetime
    undone_at: datetime


async def take_back(keys: Collection[Key]) -> set[UUID]:
    """Give up the seats of those of these walk-ins that were undone in time; return their events.

    `keys` may name scans of any kind. The seats are given up from the undoing on, by corrected
    time, whichever of both was heard of first; the caller holds the seats. A lead of theirs stays,
    since the person agreed to it.
    """
    if not keys:
        return set()
    found = [one for one in await _undone(keys) if is_in_time(one.said_at, one.undone_said_at)]
    for one in found:
        gone = {"cancelled_at": one.undone_at}
        await Seat.filter(id=one.seat_id).update(**gone)
        party = Registration.filter(id=one.seat_id)
        await party.update(state=RegistrationState.CANCELLED, **gone)
    if found:
        await tell_the_door(await Seat.filter(id__in=[one.seat_id for one in found]))
    return {one.event_id for one in found}


async def _undone(keys: Collection[Key]) -> list[_TakenBack]:
    """The walk-ins among these that still have a seat and were taken back at some time."""
    columns = sql.json_rows(1, device_id=UUID, scan_id=UUID)
    return await sql.fetch(
        _TakenBack,
        f"""
        SELECT s.id AS seat_id, s.event_id, x.said_at, u.said_at AS undone_said_at,
               u.at AS undone_at
        FROM {columns} k
        JOIN scan_undos u ON u.device_id = k.device_id AND u.scan_id = k.scan_id
        JOIN scans x ON x.device_id = k.device_id AND x.scan_id = k.scan_id
        JOIN seats s ON s.id = x.seat_id
        JOIN registrations r ON r.id = s.registration_id
        WHERE r.device_id = k.device_id AND r.walk_in_id = k.scan_id AND s.cancelled_at IS NULL
        """,  # noqa: S608  the columns are ours
        sql.json_of({"device_id": device_id, "scan_id": scan_id} for device_id, scan_id in keys),
    )
