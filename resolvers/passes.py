"""Passes: replaced where one was lost or leaked."""

from typing import cast

import strawberry

from models import passes as verbs
from models.access import passes
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.passes import Pass, PassKey, PassReissueInput, PassReissuePayload


@strawberry.type
class PassQuery:
    """Root fields to read."""

    @strawberry.field(description="The public keys by which a genuine pass may be signed.")
    async def pass_keys(self) -> list[PassKey]:
        return cast(list[PassKey], await passes.keys())


@strawberry.type
class PassMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Replace a seat's pass; the old one opens nothing any more.")
    async def pass_reissue(self, info: Info, input: PassReissueInput) -> PassReissuePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            seat = await passes.to_reissue(viewer, nodes.row_id(input.seat, "Seat"), "seat")
            return await verbs.reissue(seat, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        shown = await info.context.load.pass_of_seat.load(outcome.id) if outcome.id else None
        return PassReissuePayload(
            pass_=cast(Pass | None, shown), user_errors=calls.errors(info, outcome)
        )
