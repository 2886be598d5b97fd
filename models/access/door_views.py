"""The door to the view of an event's door: the venue's staff and operators, again each time."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from models.access import events
from models.access.venues import may_manage
from models.access.viewer import Viewer
from models.door_views import boards, reading
from models.door_views.boards import Board
from models.door_views.rows import DoorView
from models.refusals import NotFound


async def of_events(viewer: Viewer, event_ids: Sequence[UUID]) -> dict[UUID, DoorView]:
    """The doors of those events that the viewer runs, as they are now."""
    run = await events.run_by(viewer, event_ids)
    return {event_id: await reading.view(event) for event_id, event in run.items()}


async def to_watch(viewer: Viewer, event_id: UUID) -> AbstractAsyncContextManager[Board]:
    """The board of an event; refused as for one that is not there unless the viewer runs it."""
    viewer.as_member()
    event = (await events.run_by(viewer, [event_id])).get(event_id)
    if event is None:
        raise NotFound("event")
    return boards.looking(event)


def may_watch(viewer: Viewer, view: DoorView) -> bool:
    """Whether a viewer who was let in before may still look."""
    return may_manage(viewer, view.venue_id)
