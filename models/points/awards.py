"""Awards: deeds recorded, withdrawn and restored, and the ledger brought to what they earn."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from models import database, ids, sql
from models.points.deeds import Deed, DeedDay, DeedKind, NewDeed
from models.points.settling import settle

Attendance = tuple[UUID, UUID]
"""A member, and the event that they came to."""

_MOVES_EARLIER = """
    SET at = excluded.at, day = excluded.day WHERE excluded.at < deeds.at
"""
_FOLLOWS = """
    SET at = excluded.at, day = excluded.day, is_withdrawn = false
    WHERE excluded.at <> deeds.at OR deeds.is_withdrawn
"""


async def earn(deeds: Sequence[NewDeed]) -> None:
    """Record deeds and award what they earn; a deed told again changes nothing.

    A check-in told again with an earlier time moves there: only kinds without a cap may move.
    """
    if not deeds:
        return
    async with database.transaction():
        await _lock({deed.member_id for deed in deeds})
        await settle(await _record(deeds, _MOVES_EARLIER))


async def attend(came: Sequence[NewDeed], missed: Sequence[Attendance]) -> None:
    """Let check-ins be at just these times, and these attendances count no longer.

    Whoever came after all, or came later than it seemed, is taken at the last word.
    """
    if not (came or missed):
        return
    async with database.transaction():
        await _lock({deed.member_id for deed in came} | {member_id for member_id, _ in missed})
        days = await _record(came, _FOLLOWS) if came else []
        for member_id, event_id in missed:
            await Deed.filter(
                member_id=member_id, kind=DeedKind.CHECK_IN, source_id=event_id
            ).update(is_withdrawn=True)
            deed = await Deed.get(member_id=member_id, kind=DeedKind.CHECK_IN, source_id=event_id)
            days.append(DeedDay(member_id, deed.kind, deed.day))
        await settle(days)


async def follow(deeds: Sequence[NewDeed]) -> None:
    """Let deeds be at just these times and count, whatever was said of them before.

    Only kinds without a cap may move.
    """
    if not deeds:
        return
    async with database.transaction():
        await _lock({deed.member_id for deed in deeds})
        await settle(await _record(deeds, _FOLLOWS))


async def withdraw(kind: DeedKind, source_ids: Sequence[UUID]) -> None:
    """Let deeds count no longer, as a deleted post; what they earned is reversed."""
    await _turn(kind, source_ids, is_withdrawn=True)


async def restore(kind: DeedKind, source_ids: Sequence[UUID]) -> None:
    """Let withdrawn deeds count again."""
    await _turn(kind, source_ids, is_withdrawn=False)


async def _turn(kind: DeedKind, source_ids: Sequence[UUID], *, is_withdrawn: bool) -> None:
    async with database.transaction():
        known = await Deed.filter(kind=kind, source_id__in=list(source_ids))
        await _lock({deed.member_id for deed in known})
        await Deed.filter(id__in=[deed.id for deed in known]).update(is_withdrawn=is_withdrawn)
        await settle([DeedDay(deed.member_id, kind, deed.day) for deed in known])


async def _record(deeds: Sequence[NewDeed], again: str) -> list[DeedDay]:
    """Write the deeds that are new or moved, and tell which days they touch.

    `again` says what a deed that is there already takes from one that is told.
    """
    columns = sql.json_rows(
        1, id=UUID, member_id=UUID, kind=str, source_id=UUID, at=datetime, day=str
    )
    earliest: dict[tuple[UUID, DeedKind, UUID], NewDeed] = {}
    for deed in sorted(deeds, key=lambda deed: deed.at, reverse=True):
        earliest[deed.member_id, deed.kind, deed.source_id] = deed
    said = [
        {
            "id": ids.new(),
            "member_id": deed.member_id,
            "kind": deed.kind,
            "source_id": deed.source_id,
            "at": deed.at,
            "day": deed.day,
        }
        for deed in earliest.values()
    ]
    return await sql.fetch(
        DeedDay,
        f"""
        INSERT INTO deeds (id, member_id, kind, source_id, at, day, is_withdrawn)
        SELECT id, member_id, kind, source_id, at, day, false FROM {columns} AS said WHERE true
        ON CONFLICT (member_id, kind, source_id) DO UPDATE {again}
        RETURNING member_id, kind, day
        """,  # noqa: S608  the columns are ours
        sql.json_of(said),
    )


async def _lock(member_ids: set[UUID]) -> None:
    """Take the members' accounts, in one order for all, and open those that are missing."""
    rows = [{"id": ids.new(), "member_id": member_id} for member_id in sorted(member_ids)]
    await sql.execute(
        f"""
        INSERT INTO points_accounts (id, member_id, points, growth)
        SELECT id, member_id, 0, 0 FROM {sql.json_rows(1, id=UUID, member_id=UUID)} AS said
        WHERE true ORDER BY member_id
        ON CONFLICT (member_id) DO UPDATE SET points = points_accounts.points
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )
