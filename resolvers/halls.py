"""Halls: added by operators, changed by their venue's staff."""

import strawberry

from models import bookings
from models.access import halls, venues
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.halls import HallCreateInput, HallCreatePayload, HallUpdateInput, HallUpdatePayload


@strawberry.type
class HallMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Add a hall to a venue; for operators.")
    async def hall_create(self, info: Info, input: HallCreateInput) -> HallCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            venue = await venues.to_build_at(viewer, nodes.row_id(input.venue, "Venue"), "venue")
            by = viewer.as_author()
            return await bookings.add_hall(venue, input.name, input.capacity, by=by)

        outcome = await calls.once(info, input, verb)
        return HallCreatePayload(
            hall=await calls.reread(info, outcome, halls.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change a hall; for its venue's staff.")
    async def hall_update(self, info: Info, input: HallUpdateInput) -> HallUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            hall = await halls.to_manage(viewer, nodes.row_id(input.hall, "Hall"), "hall")
            return await bookings.change_hall(
                hall, name=input.name, capacity=input.capacity, by=viewer.as_author()
            )

        outcome = await calls.once(info, input, verb)
        return HallUpdatePayload(
            hall=await calls.reread(info, outcome, halls.see),
            user_errors=calls.errors(info, outcome),
        )
