"""Keeping: the file of an export goes after a day, and with the consent of anybody in it."""

import zlib
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from models import clock, database, sql
from models.lead_exports.rows import LeadExport, LeadExportEntry, LeadExportPart
from models.seals import Seal

_LEVEL = 6


async def keep(export: LeadExport, number: int, content: bytes, seal: Seal) -> None:
    """Keep a part of the file, packed and sealed."""
    packed = zlib.compress(content, _LEVEL)
    await LeadExportPart.create(
        export_id=export.id, number=number, content=seal.close(packed, _purpose(export.id))
    )


async def parts(export_id: UUID, seal: Seal) -> AsyncIterator[bytes]:
    """The parts in their order, one at a time."""
    number = 0
    while part := await LeadExportPart.get_or_none(export_id=export_id, number=number):
        yield zlib.decompress(seal.open(bytes(part.content), _purpose(export_id)))
        number += 1


async def is_stained(export_id: UUID) -> bool:
    """Whether somebody in the file has taken their consent back."""
    found = await sql.records(
        """
        SELECT 1 FROM lead_export_entries x JOIN leads l ON l.id = x.lead_id
        WHERE x.export_id = $1 AND l.withdrawn_at IS NOT NULL LIMIT 1
        """,
        (export_id,),
    )
    return bool(found)


async def forget_of(lead_ids: Sequence[UUID]) -> int:
    """Drop every file that one of these leads is in, and return how many; those under way restart.

    Calling it again changes nothing.
    """
    async with database.transaction():
        entries = LeadExportEntry.filter(lead_id__in=list(lead_ids))
        named = set(await entries.values_list("export_id", flat=True))
        exports = await LeadExport.filter(id__in=named).order_by("id").select_for_update()
        for export in exports:
            if export.is_under_way:
                await start_over(export)
            else:
                await _drop(export)
    return len(exports)


async def start_over(export: LeadExport) -> None:
    """Begin anew, with nothing of what was read; the caller holds the row."""
    await _empty(export)
    export.run, export.done, export.after_id = export.run + 1, 0, UUID(int=0)
    await export.save(update_fields=["run", "done", "after_id"])


async def drop_expired() -> int:
    """Drop the files whose day is over, and return how many."""
    async with database.transaction():
        over = LeadExport.filter(expires_at__lte=clock.now(), dropped_at=None)
        exports = await over.order_by("id").limit(100).select_for_update()
        for export in exports:
            await _drop(export)
    return len(exports)


async def drop_parts(export: LeadExport) -> None:
    """Drop what the file consists of, to put something else there."""
    await LeadExportPart.filter(export_id=export.id).delete()


async def _drop(export: LeadExport) -> None:
    await _empty(export)
    export.dropped_at = clock.now()
    await export.save(update_fields=["dropped_at"])


async def _empty(export: LeadExport) -> None:
    await drop_parts(export)
    await LeadExportEntry.filter(export_id=export.id).delete()


def _purpose(export_id: UUID) -> str:
    return f"lead export {export_id}"
