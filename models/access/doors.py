"""The door to the rules of doors: whoever runs the venue, and nobody else."""

from collections.abc import Sequence
from uuid import UUID

from models import doors
from models.access.venues import may_manage
from models.access.viewer import Viewer
from models.doors import Door
from models.events import Event
from models.refusals import NotFound


async def of_events(viewer: Viewer, event_ids: Sequence[UUID]) -> dict[UUID, Door]:
    """The doors of those events whose venue the viewer runs."""
    events = await Event.filter(id__in=list(event_ids))
    own = [event.id for event in events if may_manage(viewer, event.venue_id)]
    return await doors.of_events(own)


async def to_rule(viewer: Viewer, event_id: UUID, field: str) -> Event:
    """An event for whose door the viewer lays down rules."""
    viewer.as_author()
    event = await Event.get_or_none(id=event_id)
    if event is None or not may_manage(viewer, event.venue_id):
        raise NotFound(field)
    return event
