"""Fallback owners: named by a dealer's managers and by operators."""

import strawberry

from models import lead_fallbacks as verbs
from models.access import dealers, members, rosters
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.lead_fallbacks import DealerFallbackSetInput, DealerFallbackSetPayload


@strawberry.type
class LeadFallbackMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Name who is told of a dealer's leads while its software is dead; for its"
        " managers and operators."
    )
    async def dealer_fallback_set(
        self, info: Info, input: DealerFallbackSetInput
    ) -> DealerFallbackSetPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await rosters.to_set(viewer, dealer_id, "dealer")
            owner = None
            if input.member is not None:
                member_id = nodes.row_id(input.member, "Member")
                owner = await members.to_name(viewer, member_id, "member")
            return await verbs.appoint(dealer, owner, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return DealerFallbackSetPayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )
