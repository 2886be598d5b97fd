"""Taking a copy: an edge brings its own database to what the cloud says, in one transaction.

What the edge heard itself is never touched: scans are added, and what follows is concluded from all
of them, the edge's own and those of others. An edge's database is SQLite.
"""

from base64 import b64decode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from models import clock, database, door_changes, sql
from models.copies.kinds import KINDS, Kind
from models.copies.reading import SCAN, SCANS, SETTLED, SETTLEMENT, UNDO, UNDOS, VERSION
from models.door_changes import DoorChangeKind
from models.doors import Door
from models.scans.rows import Direction
from models.scans.said import MOST, Merge, Said, Undone
from models.scans.submitting import submit

_MILLISECOND = timedelta(milliseconds=1)


class CopyOfAnotherVersionError(Exception):
    """The cloud and this edge are not of one version; bring the edge to the cloud's."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy as it came: `people` and `made_at` are for the next one to go on from."""

    event_id: UUID
    people: str
    made_at: datetime
    rows: dict[str, list[list[Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID


def parsed(lines: Iterable[bytes]) -> Copied:
    """The copy in these lines; CopyOfAnotherVersionError where it is written otherwise."""
    first, *rest = [orjson.loads(line) for line in lines if line.strip()]
    if first.get("v") != VERSION:
        raise CopyOfAnotherVersionError
    copied = Copied(UUID(first["event"]), first["people"], datetime.fromisoformat(first["madeAt"]))
    for line in rest:
        if line["columns"] != _columns(line["table"]):
            raise CopyOfAnotherVersionError
        copied.rows.setdefault(line["table"], []).extend(line["rows"])
    return copied


async def take(copied: Copied, merge: Merge) -> None:
    """Let the rows of the copy be as it says; doing it again changes nothing."""
    async with database.transaction():
        changed = {
            table: await _bring(KINDS[table], copied.rows[table])
            for table in KINDS
            if table in copied.rows
        }
        await _begin_feed(copied.event_id)
        await _tell(copied.event_id, changed)
        await _hear(copied.rows.get(SCANS, ()), copied.rows.get(UNDOS, ()), merge)
        await _settle(copied.rows.get(SETTLED, ()))


def _columns(table: str) -> list[str]:
    columns = {SCANS: SCAN, UNDOS: UNDO, SETTLED: SETTLEMENT}.get(table) or (
        KINDS[table].columns if table in KINDS else {}
    )
    return list(columns)


async def _bring(kind: Kind, rows: Sequence[list[Any]]) -> list[UUID]:
    """Write what is new or other than it was, and return the ids of just that."""
    said = [dict(zip(kind.columns, row, strict=True)) for row in rows]
    if kind.is_whole:
        await sql.execute(
            f"DELETE FROM {kind.table} WHERE id NOT IN {sql.among(1)}",  # noqa: S608  ours
            sql.json_of(row["id"] for row in said),
        )
    if kind.has_names:
        await _free_names(kind, said)
    if bytes in kind.columns.values():  # JSON holds none
        picked = ", ".join(f"${number} AS {name}" for number, name in enumerate(kind.columns, 1))
        found = [await _write(kind, f"(SELECT {picked})", *_values(kind, row)) for row in said]
        return [row.id for rows in found for row in rows]
    written: list[UUID] = []
    for part in _parts(said):
        source = sql.json_rows(1, **kind.columns)
        written += [row.id for row in await _write(kind, source, sql.json_of(part))]
    return written


async def _write(kind: Kind, source: str, *values: object) -> list[_Row]:
    kept = [name for name in kind.columns if name not in {"id", *kind.key.split(", ")}]
    into = ", ".join([*kind.columns, *kind.filled])
    picked = ", ".join([*kind.columns, *kind.filled.values()])
    before = ", ".join(f"{kind.table}.{name}" for name in kept)
    after = ", ".join(f"excluded.{name}" for name in kept)
    setting = ", ".join(f"{name} = excluded.{name}" for name in kept)
    return await sql.fetch(
        _Row,
        f"""
        INSERT INTO {kind.table} ({into}) SELECT {picked} FROM {source} AS said WHERE true
        ON CONFLICT ({kind.key}) DO UPDATE SET {setting}
        WHERE ({before}) IS DISTINCT FROM ({after}) RETURNING id
        """,  # noqa: S608  all of it is ours
        *values,
    )


async def _free_names(kind: Kind, said: Sequence[dict[str, Any]]) -> None:
    """Let rows that are about to be renamed go by their ids for a moment."""
    await sql.execute(
        f"""
        UPDATE {kind.table} SET name = {kind.table}.id
        FROM {sql.json_rows(1, id=UUID, name=str)} AS said
        WHERE said.id = {kind.table}.id AND said.name <> {kind.table}.name
        """,  # noqa: S608  likewise
        sql.json_of({"id": row["id"], "name": row["name"]} for row in said),
    )


def _values(kind: Kind, row: dict[str, Any]) -> list[object]:
    return [
        b64decode(row[name]) if is_of is bytes and row[name] is not None else row[name]
        for name, is_of in kind.columns.items()
    ]


async def _begin_feed(event_id: UUID) -> None:
    """Let the edge's own feed begin far from the cloud's, and from that of any other edge.

    So a tablet that comes with a place of another server's feed is sent to the manifest.
    """
    first = (clock.now() - datetime.fromtimestamp(0, UTC)) // _MILLISECOND
    if not await Door.filter(event_id=event_id).exists():
        await Door.create(event_id=event_id, seq=first, floor=first)
    await Door.filter(event_id=event_id, seq=0, floor=0).update(seq=first, floor=first)


async def _tell(event_id: UUID, changed: dict[str, list[UUID]]) -> None:
    """Let the tablets hear of the people who are other than they were."""
    by = {"seats": "s.id", "contacts": "s.contact_id"}
    seats = {
        row.id
        for table, column in by.items()
        for row in await sql.fetch(
            _Row,
            f"SELECT s.id FROM seats s WHERE {column} IN {sql.among(1)}",  # noqa: S608  likewise
            sql.json_of(changed.get(table, ())),
        )
    }
    seats |= await _with_passes(changed.get("passes", ()))
    await door_changes.record(DoorChangeKind.SEAT, [(event_id, seat_id) for seat_id in seats])


async def _with_passes(pass_ids: Collection[UUID]) -> set[UUID]:
    found = await sql.fetch(
        _Row,
        f"SELECT DISTINCT seat_id AS id FROM passes WHERE id IN {sql.among(1)}",  # noqa: S608  likewise
        sql.json_of(pass_ids),
    )
    return {row.id for row in found}


async def _hear(scans: Sequence[list[Any]], undos: Sequence[list[Any]], merge: Merge) -> None:
    """Add what others heard, with the judgement that the cloud gave it."""
    for part in _parts(scans):
        refusals = [(_said(row), row[-1]) for row in part]
        by_key = {said.key: refusal for said, refusal in refusals}
        heard = [said for said, _ in refusals]
        await submit(heard, [], lambda said, _, by=by_key: by[said.key], merge, rewards=False)  # type: ignore[misc]
    for part in _parts(undos):
        await submit([], [_undone(row) for row in part], lambda *_: "", merge, rewards=False)


async def _settle(rows: Sequence[list[Any]]) -> None:
    """Let conflicts be settled that the cloud's operator settled, as long as no scan has joined."""
    await sql.execute(
        f"""
        UPDATE conflicts SET settled_at = said.settled_at, settlement = said.settlement
        FROM {sql.json_rows(1, **SETTLEMENT)} AS said
        WHERE conflicts.seat_id = said.seat_id AND conflicts.kind = said.kind
          AND conflicts.settled_at IS NULL
          AND json_array_length(conflicts.scan_ids) = said.scan_count
        """,  # noqa: S608  the columns are ours
        sql.json_of(dict(zip(SETTLEMENT, row, strict=True)) for row in rows),
    )


def _said(row: list[Any]) -> Said:
    told = _typed(SCAN, row)
    del told["refusal"]
    return Said(**told | {"direction": Direction(told["direction"]), "token": ""})


def _undone(row: list[Any]) -> Undone:
    return Undone(**_typed(UNDO, row))


def _typed(columns: dict[str, type], row: list[Any]) -> dict[str, Any]:
    return {
        name: _TYPED[kind](value) if kind in _TYPED and value is not None else value
        for (name, kind), value in zip(columns.items(), row, strict=True)
    }


def _parts(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[start : start + MOST] for start in range(0, len(rows), MOST)]


_TYPED: dict[type, Any] = {UUID: UUID, datetime: datetime.fromisoformat}
