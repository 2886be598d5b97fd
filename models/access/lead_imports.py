"""The door to imports: the dealer's own staff."""

from collections.abc import Sequence
from uuid import UUID

from models.access import adf
from models.access.viewer import Viewer
from models.lead_imports import LeadImport, LeadImportRow


async def see(viewer: Viewer, import_id: UUID) -> LeadImport | None:
    """What was brought, for everyone of the staff."""
    return (await _visible(viewer, [import_id])).get(import_id)


async def rows_of(viewer: Viewer, import_ids: Sequence[UUID]) -> dict[UUID, list[LeadImportRow]]:
    """The prospects of each import that the viewer may see, in their order."""
    rows: dict[UUID, list[LeadImportRow]] = {
        each: [] for each in await _visible(viewer, import_ids)
    }
    for row in await LeadImportRow.filter(brought_id__in=list(rows)).order_by("place"):
        rows[row.brought_id].append(row)
    return rows


async def _visible(viewer: Viewer, import_ids: Sequence[UUID]) -> dict[UUID, LeadImport]:
    found = await LeadImport.filter(id__in=list(import_ids))
    return {each.id: each for each in found if adf.works_at(viewer, each.dealer_id)}
