"""The door to what an event is tied to: its hall, series, community and host."""

from collections.abc import Mapping
from uuid import UUID

from models.access import communities, halls, members, series
from models.access.viewer import Viewer
from models.refusals import NotFound


async def to_tie(
    viewer: Viewer, venue_id: UUID, ties: Mapping[str, UUID | None]
) -> dict[str, UUID | None]:
    """The event's columns for these ties, None for nothing.

    Refused for what the viewer does not see, and for a hall of another venue.
    """
    for field, row_id in ties.items():
        if row_id is not None and not await _is_there(viewer, venue_id, field, row_id):
            raise NotFound(field)
    return {f"{field}_id": row_id for field, row_id in ties.items()}


async def _is_there(viewer: Viewer, venue_id: UUID, field: str, row_id: UUID) -> bool:
    match field:
        case "hall":
            hall = await halls.see(viewer, row_id)
            return hall is not None and hall.venue_id == venue_id
        case "series":
            return await series.see(viewer, row_id) is not None
        case "community":
            return await communities.see(viewer, row_id) is not None
        case "host":
            return await members.see(viewer, row_id) is not None
    raise LookupError(field)
