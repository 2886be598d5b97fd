"""Venues: listed for everyone, opened by operators, changed by their staff."""

from typing import cast

import strawberry

from models import venues as verbs
from models.access import venues
from models.noun import Noun
from resolvers import calls, places
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.venues import (
    Venue,
    VenueCreateInput,
    VenueCreatePayload,
    VenueUpdateInput,
    VenueUpdatePayload,
)


@strawberry.type
class VenueQuery:
    """Root fields to read."""

    @strawberry.field(description="All venues, in the order of their opening.")
    async def venues(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Venue]:
        asked = window(first, after, last, before)
        page = await venues.page(info.context.viewer, asked)
        return cast(Connection[Venue], connection(page))


@strawberry.type
class VenueMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Open a venue; for operators.")
    async def venue_create(self, info: Info, input: VenueCreateInput) -> VenueCreatePayload:
        async def verb() -> Noun:
            return await verbs.create(
                by=venues.as_operator(info.context.viewer),
                name=input.name,
                address=input.address,
                city=input.city,
                zone=input.zone,
                position=places.position(input.position),
                hours=places.hours(input.opening_hours),
            )

        outcome = await calls.once(info, input, verb)
        return VenueCreatePayload(
            venue=await calls.reread(info, outcome, venues.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change a venue; for its staff.")
    async def venue_update(self, info: Info, input: VenueUpdateInput) -> VenueUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            venue = await venues.to_manage(viewer, nodes.row_id(input.venue, "Venue"), "venue")
            said = calls.given(
                name=input.name,
                address=input.address,
                city=input.city,
                zone=input.zone,
                position=places.position(input.position),
                hours=places.hours(input.opening_hours),
            )
            return await venue.change(by=viewer.as_author(), **said)

        outcome = await calls.once(info, input, verb)
        return VenueUpdatePayload(
            venue=await calls.reread(info, outcome, venues.see),
            user_errors=calls.errors(info, outcome),
        )
