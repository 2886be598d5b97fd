"""Leads: a dealer's staff list them, open them, and take them further."""

from typing import Annotated, cast

import strawberry

from models.access import leads
from models.excerpts import Excerpt
from models.leads import LeadState
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.edges import asked_for
from schema.lead_work import LeadDeliverInput, LeadDeliverPayload
from schema.leads import Lead, LeadMoveInput, LeadMovePayload


@strawberry.type
class LeadQuery:
    """Root fields to read."""

    @strawberry.field(description="A dealer's leads, the newest first, for the dealer's staff.")
    async def leads(
        self,
        info: Info,
        dealer: Annotated[strawberry.ID, strawberry.argument(description="Whose leads.")],
        state: Annotated[
            LeadState | None, strawberry.argument(description="Only those in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Lead]:
        asked = window(first, after, last, before)
        dealer_id = nodes.row_id(dealer, "Dealer")
        leads.require_staff(info.context.viewer, dealer_id)
        excerpt, inside = Excerpt(dealer_id, asked, state), asked_for(info, "edges", "node")
        page = await info.context.load.leads_of.load(excerpt, inside)
        return cast(Connection[Lead], connection(page))


@strawberry.type
class LeadMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Take a lead to its next state; for the dealer's staff.")
    async def lead_move(self, info: Info, input: LeadMoveInput) -> LeadMovePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            lead = await leads.to_move(viewer, nodes.row_id(input.lead, "Lead"), "lead")
            return await lead.move(input.to, input.reason, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadMovePayload(
            lead=await calls.reread(info, outcome, leads.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Say that the person has the car; for the dealer's staff.")
    async def lead_deliver(self, info: Info, input: LeadDeliverInput) -> LeadDeliverPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            lead = await leads.to_move(viewer, nodes.row_id(input.lead, "Lead"), "lead")
            return await lead.deliver(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadDeliverPayload(
            lead=await calls.reread(info, outcome, leads.see),
            user_errors=calls.errors(info, outcome),
        )
