"""ADF: a dealer's staff say where leads go, and send one again."""

import strawberry

from models import adf_addresses, adf_sendings
from models.access import adf, dealers, leads
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.adf import (
    DealerAdfAddressSetInput,
    DealerAdfAddressSetPayload,
    LeadAdfResendInput,
    LeadAdfResendPayload,
)
from schema.context import Info


@strawberry.type
class AdfMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Have a dealer's new leads sent to its own system as ADF 1.0 by e-mail, or"
        " nowhere; for its staff."
    )
    async def dealer_adf_address_set(
        self, info: Info, input: DealerAdfAddressSetInput
    ) -> DealerAdfAddressSetPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await adf.to_set(viewer, dealer_id, "dealer")
            return await adf_addresses.put(
                dealer, input.adf_address, language=viewer.locale, by=viewer.as_author()
            )

        outcome = await calls.once(info, input, verb)
        return DealerAdfAddressSetPayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Send a lead to its dealer's own system once more; for the dealer's staff."
    )
    async def lead_adf_resend(self, info: Info, input: LeadAdfResendInput) -> LeadAdfResendPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            lead = await leads.to_move(viewer, nodes.row_id(input.lead, "Lead"), "lead")
            return await adf_sendings.resend(lead, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadAdfResendPayload(
            lead=await calls.reread(info, outcome, leads.see),
            user_errors=calls.errors(info, outcome),
        )
