"""Scheduling: events prepared by operators, changed and cancelled by their venue's staff."""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from models import scheduling as verbs
from models.access import dealers, events, scheduling, venues
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.scheduling import (
    EventCancelInput,
    EventCancelPayload,
    EventCreateInput,
    EventCreatePayload,
    EventUpdateInput,
    EventUpdatePayload,
)

_KINDS = {
    "hall": ("Hall",),
    "series": ("Series",),
    "community": ("Circle", "Group"),
    "host": ("Member",),
}


@strawberry.type
class SchedulingMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Prepare an event, as a draft; for operators.")
    async def event_create(self, info: Info, input: EventCreateInput) -> EventCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            venue = await venues.to_build_at(viewer, nodes.row_id(input.venue, "Venue"), "venue")
            ties = {name: _tie(name, getattr(input, name)) for name in _KINDS}
            return await verbs.schedule(
                venue,
                dealers=await dealers.to_name(viewer, _dealer_ids(input.dealers), "dealers"),
                by=viewer.as_author(),
                title=input.title,
                description=input.description,
                starts_at=input.starts_at,
                ends_at=input.ends_at,
                setup_minutes=input.setup_minutes,
                capacity=input.capacity,
                seat_limit=input.seat_limit,
                waitlist_mode=input.waitlist_mode,
                offer_minutes=input.offer_minutes,
                **await scheduling.to_tie(viewer, venue.id, ties),
            )

        outcome = await calls.once(info, input, verb)
        return EventCreatePayload(
            event=await calls.reread(info, outcome, events.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change an event; for the venue's staff.")
    async def event_update(self, info: Info, input: EventUpdateInput) -> EventUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            event = await events.to_manage(viewer, nodes.row_id(input.event, "Event"), "event")
            named = None
            if input.dealers is not None:
                named = await dealers.to_name(viewer, _dealer_ids(input.dealers), "dealers")
            said = {name: getattr(input, name) for name in _KINDS}
            ties = {name: _tie(name, some.value) for name, some in said.items() if some}
            return await verbs.reschedule(
                event,
                dealers=named,
                by=viewer.as_author(),
                **calls.given(
                    title=input.title,
                    description=input.description,
                    starts_at=input.starts_at,
                    ends_at=input.ends_at,
                    setup_minutes=input.setup_minutes,
                    capacity=input.capacity,
                    seat_limit=input.seat_limit,
                    waitlist_mode=input.waitlist_mode,
                    offer_minutes=input.offer_minutes,
                ),
                **await scheduling.to_tie(viewer, event.venue_id, ties),
            )

        outcome = await calls.once(info, input, verb)
        return EventUpdatePayload(
            event=await calls.reread(info, outcome, events.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Cancel an event, and with it every registration; for the venue's staff."
    )
    async def event_cancel(self, info: Info, input: EventCancelInput) -> EventCancelPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            event = await events.to_manage(viewer, nodes.row_id(input.event, "Event"), "event")
            return await verbs.call_off(event, input.reason, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return EventCancelPayload(
            event=await calls.reread(info, outcome, events.see),
            user_errors=calls.errors(info, outcome),
        )


def _tie(name: str, said: strawberry.ID | None) -> UUID | None:
    return nodes.row_id(said, *_KINDS[name]) if said else None


def _dealer_ids(said: Sequence[strawberry.ID]) -> list[UUID]:
    return [nodes.row_id(dealer, "Dealer") for dealer in said]
