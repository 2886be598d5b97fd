"""Making an export: asked for by the dealer's staff, and done by the worker page by page.

A page is one transaction, so a worker that is killed leaves whole pages, and the next goes on.
Two workers at the same export take turns.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import audit, clock, database, lead_sheets, outbox, texts
from models.lead_exports import keeping
from models.lead_exports.rows import (
    KEPT,
    MOST,
    ExportFormat,
    ExportState,
    LeadExport,
    LeadExportEntry,
    LeadExportPart,
)
from models.lead_sheets import LeadSheet
from models.leads import LeadState
from models.refusals import EndsBeforeStart, ExportTooLarge
from models.seals import Seal

MADE = "lead_export.made"
PAGE = 500
_PIECE = 512 * 1024

Render = Callable[[LeadExport, list[LeadSheet]], Awaitable[bytes]]
"""Writes a page of leads as a part of the file, or of what the file will be made of."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the staff asks for: times from `captured_from` on, and before `captured_to`."""

    format: ExportFormat
    lead_state: LeadState | None = None
    captured_from: datetime | None = None
    captured_to: datetime | None = None


async def create(dealer_id: UUID, order: Order, *, language: str, by: UUID) -> LeadExport:
    """A job for the worker; refused as EXPORT_TOO_LARGE from MOST leads on."""
    begins, ends = _instant(order, "captured_from"), _instant(order, "captured_to")
    if begins and ends and ends <= begins:
        raise EndsBeforeStart("capturedTo")
    export = LeadExport(
        dealer_id=dealer_id,
        by_id=by,
        format=order.format,
        language=language,
        lead_state=order.lead_state,
        captured_from=begins,
        captured_to=ends,
        total=0,
    )
    export.total = await lead_sheets.count(export.wanted, most=MOST)
    if export.total > MOST:
        raise ExportTooLarge("capturedFrom", limit=MOST)
    await export.save()
    said = {"state": order.lead_state, "captured_from": begins, "captured_to": ends}
    filters = {name: value for name, value in said.items() if value is not None}
    await audit.record(
        by, "lead_export.create", export, dealer=dealer_id, format=order.format,
        leads=export.total, **filters,
    )  # fmt: skip
    await outbox.tell("lead_export.made", export=export.id)
    return export


async def take_page(export_id: UUID, render: Render, seal: Seal) -> LeadExport | None:
    """Read a page further; None once there is nothing left to read."""
    async with database.transaction():
        export = await _locked(export_id)
        if export is None:
            return None
        sheets = await lead_sheets.page(export.wanted, after=export.after_id, limit=PAGE)
        if not sheets:
            return None
        number = await LeadExportPart.filter(export_id=export.id).count()
        await keeping.keep(export, number, await render(export, sheets), seal)
        await LeadExportEntry.bulk_create(
            [LeadExportEntry(export_id=export.id, lead_id=sheet.id) for sheet in sheets]
        )
        export.state, export.after_id = ExportState.RUNNING, sheets[-1].id
        export.done += len(sheets)
        await export.save(update_fields=["state", "after_id", "done"])
        return export


async def finish(read: LeadExport, whole: bytes | None, seal: Seal) -> bool:
    """Close the export as it was `read`, `whole` being its file if that is not just its parts.

    False where it has started over since then, or must now: somebody in it withdrew.
    """
    async with database.transaction():
        export = await _locked(read.id)
        if export is None:
            return True
        if (export.run, export.done) != (read.run, read.done) or await _has_more(export):
            return False
        if await keeping.is_stained(export.id):
            await keeping.start_over(export)
            return False
        if whole is not None:
            await keeping.drop_parts(export)
            for number, at in enumerate(range(0, len(whole), _PIECE)):
                await keeping.keep(export, number, whole[at : at + _PIECE], seal)
        await _end(export, ExportState.DONE)
        await audit.record(export.by_id, "lead_export.finish", export, leads=export.done)
        return True


async def fail(export_id: UUID) -> None:
    """Give it up; nothing of it is kept."""
    async with database.transaction():
        export = await _locked(export_id)
        if export is not None:
            await keeping.start_over(export)
            await _end(export, ExportState.FAILED)


async def _has_more(export: LeadExport) -> bool:
    return bool(await lead_sheets.page(export.wanted, after=export.after_id, limit=1))


async def _locked(export_id: UUID) -> LeadExport | None:
    """The export under a lock, while it is under way."""
    export = await LeadExport.get_or_none(id=export_id)
    locked = await export.locked() if export else None
    return locked if locked and locked.is_under_way else None


async def _end(export: LeadExport, state: ExportState) -> None:
    now = clock.now()
    export.state, export.finished_at, export.expires_at = state, now, now + KEPT
    export.total = export.done
    await export.save(update_fields=["state", "finished_at", "expires_at", "total"])


def _instant(order: Order, name: str) -> datetime | None:
    at: datetime | None = getattr(order, name)
    head, _, tail = name.partition("_")
    return texts.instant(at, f"{head}{tail.title()}") if at else None
