"""Dealers: listed for everyone, taken on and changed by operators."""

from typing import cast

import strawberry

from models import dealers as verbs
from models.access import dealers, venues
from models.noun import Noun
from resolvers import calls, places
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.dealers import (
    Dealer,
    DealerCreateInput,
    DealerCreatePayload,
    DealerUpdateInput,
    DealerUpdatePayload,
)


@strawberry.type
class DealerQuery:
    """Root fields to read."""

    @strawberry.field(description="All dealers, in the order in which they were taken on.")
    async def dealers(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Dealer]:
        asked = window(first, after, last, before)
        page = await dealers.page(info.context.viewer, asked)
        return cast(Connection[Dealer], connection(page))


@strawberry.type
class DealerMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Take on a dealer; for operators.")
    async def dealer_create(self, info: Info, input: DealerCreateInput) -> DealerCreatePayload:
        async def verb() -> Noun:
            return await verbs.create(
                by=venues.as_operator(info.context.viewer),
                name=input.name,
                city=input.city,
                address=input.address,
                phone=input.phone,
                zone=input.zone,
                position=places.position(input.position),
                opening_hours=places.hours(input.opening_hours),
                acknowledge_minutes=input.acknowledge_minutes,
                lead_window_days=input.lead_window_days,
            )

        outcome = await calls.once(info, input, verb)
        return DealerCreatePayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change a dealer; for operators.")
    async def dealer_update(self, info: Info, input: DealerUpdateInput) -> DealerUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await dealers.to_manage(viewer, dealer_id, "dealer")
            said = calls.given(
                name=input.name,
                city=input.city,
                address=input.address,
                phone=input.phone,
                zone=input.zone,
                position=places.position(input.position),
                opening_hours=places.hours(input.opening_hours),
                acknowledge_minutes=input.acknowledge_minutes,
                lead_window_days=input.lead_window_days,
            )
            return await dealer.change(by=viewer.as_author(), **said)

        outcome = await calls.once(info, input, verb)
        return DealerUpdatePayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )
