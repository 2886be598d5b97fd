"""Events: listed for whom they are shown, published, started and ended by their venue's staff."""

from datetime import datetime
from typing import Annotated, cast

import strawberry

from models.access import events
from models.access.events import Sought
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.events import Event
from schema.scheduling import (
    EventEndInput,
    EventEndPayload,
    EventPublishInput,
    EventPublishPayload,
    EventStartInput,
    EventStartPayload,
)


@strawberry.type
class EventQuery:
    """Root fields to read."""

    @strawberry.field(description="The events that you may see, in the order of their start.")
    async def events(
        self,
        info: Info,
        *,
        starts_after: Annotated[
            datetime | None, strawberry.argument(description="Only those from this time on.")
        ] = None,
        starts_before: Annotated[
            datetime | None, strawberry.argument(description="Only those before this time.")
        ] = None,
        venue: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those at this venue.")
        ] = None,
        community: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those for this community.")
        ] = None,
        series: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those of this series.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        asked = window(first, after, last, before)
        sought = Sought(
            starts_after,
            starts_before,
            venue_id=nodes.row_id(venue, "Venue") if venue else None,
            community_id=nodes.row_id(community, "Circle", "Group") if community else None,
            series_id=nodes.row_id(series, "Series") if series else None,
        )
        page = await events.page(info.context.viewer, sought, asked)
        return cast(Connection[Event], connection(page, by=lambda event: event.starts_at))


@strawberry.type
class EventMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Show a draft to everyone; for the venue's staff.")
    async def event_publish(self, info: Info, input: EventPublishInput) -> EventPublishPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            event = await events.to_manage(viewer, nodes.row_id(input.event, "Event"), "event")
            return await event.publish(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return EventPublishPayload(
            event=await calls.reread(info, outcome, events.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Open an event's doors now; for the venue's staff.")
    async def event_start(self, info: Info, input: EventStartInput) -> EventStartPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            event = await events.to_manage(viewer, nodes.row_id(input.event, "Event"), "event")
            return await event.start(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return EventStartPayload(
            event=await calls.reread(info, outcome, events.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Close an event now; for the venue's staff.")
    async def event_end(self, info: Info, input: EventEndInput) -> EventEndPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            event = await events.to_manage(viewer, nodes.row_id(input.event, "Event"), "event")
            return await event.end(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return EventEndPayload(
            event=await calls.reread(info, outcome, events.see),
            user_errors=calls.errors(info, outcome),
        )
