"""Overfull: more people walked in at an event than its capacity leaves room for.

They are in all the same. What is booked counts as taken, whether or not its holders come: so it
depends on who walked in, and not on the order in which tablets tell of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from models import conflicts, database, doorbell, sql
from models.conflicts import Conflict, ConflictKind


@dataclass(frozen=True, slots=True)
class _Room:
    free: int


@dataclass(frozen=True, slots=True)
class _WalkedIn:
    seat_id: UUID
    scan_id: UUID


async def settle(event_ids: Collection[UUID]) -> None:
    """Let each of these events have its conflict just while walk-ins are beyond its room.

    One that was settled stays so, whoever joins or leaves.
    """
    for event_id in sorted(event_ids):
        await _hold(event_id)
        found = await Conflict.get_or_none(event_id=event_id, kind=ConflictKind.OVERFULL)
        beyond = await _beyond(event_id)
        if not beyond:
            if found is not None and found.settled_at is None:
                await found.delete()
                doorbell.ring(conflicts.bell(event_id))
            continue
        conflict = found or Conflict(event_id=event_id, kind=ConflictKind.OVERFULL)
        conflict.seat_id = beyond[0].seat_id
        conflict.scan_ids = [str(one.scan_id) for one in beyond]
        await conflict.save()
        doorbell.ring(conflicts.bell(event_id))


async def _hold(event_id: UUID) -> None:
    """Until the transaction ends, one concludes at a time: the later sees who the earlier let in.

    The event's own row is held by those who register, for whom nobody at a gate can wait.
    """
    if not database.is_sqlite():
        await sql.execute(
            "SELECT pg_advisory_xact_lock(hashtext('paddock room for walk-ins'), hashtext($1))",
            str(event_id),
        )


async def _beyond(event_id: UUID) -> list[_WalkedIn]:
    """The entries of those for whom there was no room, the earliest first."""
    room = await sql.fetch_one(
        _Room, "SELECT capacity - seats_taken AS free FROM events WHERE id = $1", event_id
    )
    walked_in = await sql.fetch(
        _WalkedIn,
        """
        SELECT s.id AS seat_id, x.id AS scan_id
        FROM registrations r
        JOIN seats s ON s.registration_id = r.id
        JOIN scans x ON x.device_id = r.device_id AND x.scan_id = r.walk_in_id
        WHERE r.event_id = $1 AND r.walk_in_id IS NOT NULL AND s.cancelled_at IS NULL
        ORDER BY x.is_time_suspect, x.at, x.scan_id
        """,
        event_id,
    )
    return walked_in[room.free :] if room else []
