"""Lead exports: asked for by a dealer's staff; `node` tells how far one has come."""

import strawberry

from models.access import lead_exports
from models.lead_exports import making
from models.lead_exports.making import Order
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.lead_exports import LeadExportCreateInput, LeadExportCreatePayload


@strawberry.type
class LeadExportMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Have a dealer's leads made into a file in the background; for its staff. The"
        " audit log names who asked, what for, and each download."
    )
    async def lead_export_create(
        self, info: Info, input: LeadExportCreateInput
    ) -> LeadExportCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await lead_exports.to_make(viewer, dealer_id, "dealer")
            order = Order(input.format, input.state, input.captured_from, input.captured_to)
            return await making.create(
                dealer.id, order, language=viewer.locale, by=viewer.as_author()
            )

        outcome = await calls.once(info, input, verb)
        return LeadExportCreatePayload(
            lead_export=await calls.reread(info, outcome, lead_exports.see),
            user_errors=calls.errors(info, outcome),
        )
