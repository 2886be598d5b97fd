"""The door of an event, followed as it happens."""

from collections.abc import AsyncGenerator
from typing import Annotated, cast

import strawberry

from engine.errors import Problem, Unauthenticated
from models.access import door_views
from models.access.viewer import refreshed
from schema import nodes
from schema.context import Info
from schema.door_views import DoorView
from schema.loaders import Loaders


@strawberry.type
class DoorViewSubscription:
    """Root fields to follow."""

    @strawberry.subscription(
        description="The door of an event as it stands: at once, then whenever something changes,"
        " at most four times a second, and every five seconds at least. For the venue's staff and"
        " operators; FORBIDDEN ends it when the role does. Each event is whole, so that none has to"
        " be made up for after a break."
    )
    async def event_door(
        self,
        info: Info,
        event: Annotated[strawberry.ID, strawberry.argument(description="Which event.")],
    ) -> AsyncGenerator[DoorView, None]:
        number = 0
        await _renew(info)
        event_id = nodes.row_id(event, "Event")
        async with await door_views.to_watch(info.context.viewer, event_id) as board:
            while True:
                number, view = await board.after(number)
                await _renew(info)
                if not door_views.may_watch(info.context.viewer, view):
                    raise Problem("FORBIDDEN", "You no longer run this event.")
                yield cast(DoorView, view)


async def _renew(info: Info) -> None:
    """See the next event with the eyes of now: roles as they stand, nothing remembered."""
    context = info.context
    viewer = await refreshed(context.viewer)
    if viewer is None:
        raise Unauthenticated
    context.viewer, context.load = viewer, Loaders(viewer)
