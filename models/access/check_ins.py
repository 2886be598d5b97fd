"""The door to check-ins: those who see the seat; a venue's staff see those of its events."""

from collections.abc import Sequence
from uuid import UUID

from models.access import events, seats
from models.access.venues import may_manage
from models.access.viewer import Viewer
from models.check_ins import CheckIn
from models.pages import Page, Window
from models.pages import page as cut_page


async def see(viewer: Viewer, check_in_id: UUID) -> CheckIn | None:
    """The check-in, for whom its seat is shown."""
    found = await CheckIn.get_or_none(id=check_in_id)
    if found is None or await seats.see(viewer, found.seat_id) is None:
        return None
    return found


async def of_seats(viewer: Viewer, seat_ids: Sequence[UUID]) -> dict[UUID, CheckIn]:
    """The check-ins of those of the seats that the viewer may see, by seat."""
    seen = await seats.see_many(viewer, seat_ids)
    found = await CheckIn.filter(seat_id__in=list(seen))
    return {check_in.seat_id: check_in for check_in in found}


async def page_at(viewer: Viewer, event_id: UUID, window: Window) -> Page[CheckIn] | None:
    """Who came to an event, in the order of coming; None but for its venue's staff."""
    event = await events.see(viewer, event_id)
    if event is None or not may_manage(viewer, event.venue_id):
        return None
    return await cut_page(CheckIn.filter(event_id=event.id), window, by="at")
