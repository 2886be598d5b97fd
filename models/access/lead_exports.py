"""The door to exports: the dealer's own staff, of now."""

from uuid import UUID

from models.access import adf, dealers
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.lead_exports import LeadExport, keeping
from models.pages import Page, Window, page
from models.refusals import NotFound


async def see(viewer: Viewer, export_id: UUID) -> LeadExport | None:
    """The job, for everyone of the staff."""
    export = await LeadExport.get_or_none(id=export_id)
    return export if export and adf.works_at(viewer, export.dealer_id) else None


async def page_of_dealer(
    viewer: Viewer, dealer_id: UUID, window: Window
) -> Page[LeadExport] | None:
    """A dealer's jobs, the newest first; None but for its staff."""
    if not viewer.works_at(dealer_id):
        return None
    return await page(LeadExport.filter(dealer_id=dealer_id), window, newest_first=True)


async def to_make(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer whose leads its staff takes out."""
    viewer.as_author()
    dealer = await dealers.see(viewer, dealer_id) if adf.works_at(viewer, dealer_id) else None
    if dealer is None:
        raise NotFound(field)
    return dealer


async def to_download(viewer: Viewer, export_id: UUID) -> LeadExport:
    """An export whose file is there, and holds nobody who took their consent back."""
    viewer.as_author()
    export = await see(viewer, export_id)
    if export is None or not export.is_kept or await keeping.is_stained(export.id):
        raise NotFound
    return export
