"""The door to halls: everyone knows them, their venue's staff change them."""

from collections.abc import Sequence
from uuid import UUID

from models.access.venues import as_operator, may_manage
from models.access.viewer import Viewer
from models.halls import Hall
from models.refusals import NotAllowed, NotFound


async def see(viewer: Viewer, hall_id: UUID) -> Hall | None:
    """The hall, for everyone."""
    return (await see_many(viewer, [hall_id])).get(hall_id)


async def see_many(viewer: Viewer, hall_ids: Sequence[UUID]) -> dict[UUID, Hall]:
    """The halls by id."""
    del viewer
    return {hall.id: hall for hall in await Hall.filter(id__in=list(hall_ids))}


async def of_venues(viewer: Viewer, venue_ids: Sequence[UUID]) -> dict[UUID, list[Hall]]:
    """The halls of each venue, in the order of their making."""
    del viewer
    halls: dict[UUID, list[Hall]] = {venue_id: [] for venue_id in venue_ids}
    for hall in await Hall.filter(venue_id__in=list(venue_ids)).order_by("id"):
        halls[hall.venue_id].append(hall)
    return halls


async def to_build_at(viewer: Viewer, hall_id: UUID, field: str) -> Hall:
    """A hall to which an operator adds gates."""
    as_operator(viewer)
    return await _found(viewer, hall_id, field)


async def to_manage(viewer: Viewer, hall_id: UUID, field: str) -> Hall:
    """A hall that its venue's staff or an operator changes."""
    viewer.as_author()
    hall = await _found(viewer, hall_id, field)
    if not may_manage(viewer, hall.venue_id):
        raise NotAllowed
    return hall


async def _found(viewer: Viewer, hall_id: UUID, field: str) -> Hall:
    hall = await see(viewer, hall_id)
    if hall is None:
        raise NotFound(field)
    return hall
