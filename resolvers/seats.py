"""Seats: given to another person."""

import strawberry

from models import reallocating
from models.access import seats
from models.noun import Noun
from models.reallocating import NewHolder
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.seats import SeatReallocateInput, SeatReallocatePayload


@strawberry.type
class SeatMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Give a seat to another person, for whoever booked it and the venue's staff."
        " The pass of who had it opens nothing any more. Refused once somebody is checked in."
    )
    async def seat_reallocate(
        self, info: Info, input: SeatReallocateInput
    ) -> SeatReallocatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            seat = await seats.to_reallocate(viewer, nodes.row_id(input.seat, "Seat"), "seat")
            to = NewHolder(input.name, input.phone, input.email, input.language)
            return await reallocating.reallocate(seat, to, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return SeatReallocatePayload(
            seat=await calls.reread(info, outcome, seats.see),
            user_errors=calls.errors(info, outcome),
        )
