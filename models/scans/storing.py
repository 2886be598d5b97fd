"""Storing what was said, once, and nothing else: what was stored is never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import ids, sql
from models.scans.rows import TOKEN_KEPT
from models.scans.said import Key, Said, Undone

_SAID: dict[str, type] = {
    "device_id": UUID, "scan_id": UUID, "event_id": UUID, "gate_id": UUID, "direction": str,
    "said_at": datetime, "received_at": datetime, "clock_offset_ms": int, "at": datetime,
    "is_time_suspect": bool, "seat_id": UUID, "shown": str, "is_alone": bool,
    "override_by_id": UUID, "override_reason": str,
}  # fmt: skip
_SCAN = _SAID | {"id": UUID, "token": str, "refusal": str}
_SHOWN = {"device_id": UUID, "scan_id": UUID, "shown": str, "is_alone": bool}
_UNDONE = {
    "id": UUID, "device_id": UUID, "scan_id": UUID, "said_at": datetime, "at": datetime,
    "received_at": datetime,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stored:
    device_id: UUID
    scan_id: UUID


async def scans(judged: Sequence[tuple[Said, str]]) -> set[Key]:
    """Write what has not been written before, each with its refusal, and return just that."""
    if not judged:
        return set()
    rows = [
        {name: getattr(scan, name) for name in _SAID}
        | {"id": ids.new(), "token": _kept(scan.token), "refusal": refusal}
        for scan, refusal in judged
    ]
    columns = ", ".join(_SCAN)
    return await _keys(
        f"""
        INSERT INTO scans ({columns})
        SELECT {columns} FROM {sql.json_rows(1, **_SCAN)} AS said WHERE true
        ON CONFLICT (device_id, scan_id) DO NOTHING RETURNING device_id, scan_id
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )


async def shown(said: Sequence[Said]) -> set[Key]:
    """Add what the tablet showed to scans that were only asked about; return those that it told."""
    rows = [{name: getattr(scan, name) for name in _SHOWN} for scan in said if scan.shown]
    if not rows:
        return set()
    return await _keys(
        f"""
        UPDATE scans SET shown = said.shown, is_alone = said.is_alone
        FROM {sql.json_rows(1, **_SHOWN)} AS said
        WHERE scans.device_id = said.device_id AND scans.scan_id = said.scan_id
          AND scans.shown = '' RETURNING scans.device_id, scans.scan_id
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )


async def undos(undone: Sequence[Undone]) -> set[Key]:
    """Write what was taken back and has not been before, and return just that."""
    if not undone:
        return set()
    rows = [
        {name: getattr(undo, name) for name in _UNDONE if name != "id"} | {"id": ids.new()}
        for undo in undone
    ]
    columns = ", ".join(_UNDONE)
    return await _keys(
        f"""
        INSERT INTO scan_undos ({columns})
        SELECT {columns} FROM {sql.json_rows(1, **_UNDONE)} AS said WHERE true
        ON CONFLICT (device_id, scan_id) DO NOTHING RETURNING device_id, scan_id
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )


async def _keys(query: str, said: str) -> set[Key]:
    return {(row.device_id, row.scan_id) for row in await sql.fetch(_Stored, query, said)}


def _kept(token: str) -> str:
    """A text as said, but for what no database can hold, and no longer than TOKEN_KEPT."""
    shown = token[:TOKEN_KEPT].replace("\x00", "\ufffd")
    return shown.encode(errors="replace").decode()
