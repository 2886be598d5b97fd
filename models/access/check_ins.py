"""The door to check-ins: those who see the seat; a venue's staff see those of its events."""

from collections.abc import Sequence
from uuid import UUID

from models import excerpts
from models.access import seats
from models.access.beside import Eyes
from models.access.viewer import Viewer
from models.check_ins import CheckIn
from models.excerpts import Excerpt, Excerpts, Listing
from models.guest_lists import CheckInRow
from models.rows import NO_EDGES, Asked

_AT_EVENTS = Listing("check_ins", "event_id", at="at")


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


async def pages_at(viewer: Viewer, wanted: Sequence[Excerpt], asked: Asked = NO_EDGES) -> Excerpts:
    """Pages of who came to events, in the order of coming, for those who run them."""
    if viewer.member_id is None:
        return {}
    eyes = Eyes(viewer)
    part = eyes.part(CheckInRow, "t", asked)
    return await excerpts.read(_AT_EVENTS, wanted, eyes.run_events, eyes.values, part)
