"""Leads that become one, are parted again, are handed on, or withdrawn."""

from typing import cast

import strawberry

from models import lead_merging, lead_recycling, lead_withdrawals
from models.access import leads
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.lead_merging import (
    LeadMergeInput,
    LeadMergePayload,
    LeadPartInput,
    LeadPartPayload,
    LeadRecycleInput,
    LeadRecyclePayload,
    LeadWithdrawInput,
    LeadWithdrawPayload,
)
from schema.leads import Lead

TOLD_DEALER = "TOLD_DEALER"


@strawberry.type
class LeadMergingMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Make one lead of two; for the dealer's staff.")
    async def lead_merge(self, info: Info, input: LeadMergeInput) -> LeadMergePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            into = await leads.to_move(viewer, nodes.row_id(input.into, "Lead"), "into")
            merged = await leads.to_move(viewer, nodes.row_id(input.merged, "Lead"), "merged")
            return await lead_merging.merge(into, merged, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        merge = await calls.reread(info, outcome, leads.see_merge)
        return LeadMergePayload(
            merge=merge,
            lead=cast(Lead | None, merge and await leads.see(viewer, merge.into_id)),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Part two leads that were merged; for the dealer's staff.")
    async def lead_part(self, info: Info, input: LeadPartInput) -> LeadPartPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            merge = await leads.to_part(viewer, nodes.row_id(input.merge, "LeadMerge"), "merge")
            return await merge.part(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadPartPayload(
            merge=await calls.reread(info, outcome, leads.see_merge),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Hand a lead on to another dealer that the person has agreed to; for the"
        " dealer's staff, who see it no more."
    )
    async def lead_recycle(self, info: Info, input: LeadRecycleInput) -> LeadRecyclePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            lead = await leads.to_move(viewer, nodes.row_id(input.lead, "Lead"), "lead")
            return await lead_recycling.recycle(lead, input.reason, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadRecyclePayload(
            lead=await calls.reread(info, outcome, leads.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Say that the person of a lead told you to contact them no more; for the"
        " dealer's staff. It is gone at once, as when they say so here."
    )
    async def lead_withdraw(self, info: Info, input: LeadWithdrawInput) -> LeadWithdrawPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            lead = await leads.to_move(viewer, nodes.row_id(input.lead, "Lead"), "lead")
            by = viewer.as_author()
            return await lead_withdrawals.withdraw_lead(lead, method=TOLD_DEALER, by=by)

        outcome = await calls.once(info, input, verb)
        return LeadWithdrawPayload(
            lead=cast(Lead | None, await calls.reread(info, outcome, leads.see)),
            user_errors=calls.errors(info, outcome),
        )
