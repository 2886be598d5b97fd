"""A lead's timeline: a dealer's staff write down what they did, and set each other tasks."""

import strawberry

from models import lead_timelines
from models.access import leads
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.lead_timelines import (
    LeadActivityCreateInput,
    LeadTaskCreateInput,
    LeadTaskCreatePayload,
    LeadTaskFinishInput,
    LeadTaskFinishPayload,
)
from schema.lead_work import LeadActivityCreatePayload, LeadAssignInput, LeadAssignPayload


@strawberry.type
class LeadTimelineMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Write down what was done; for the dealer's staff.")
    async def lead_activity_create(
        self, info: Info, input: LeadActivityCreateInput
    ) -> LeadActivityCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            lead = await leads.to_move(viewer, nodes.row_id(input.lead, "Lead"), "lead")
            await lead_timelines.note(
                lead,
                input.kind,
                input.text,
                has_reached=input.has_reached,
                mentions=[nodes.row_id(member, "Member") for member in input.mentions],
                by=viewer.as_author(),
            )
            return lead

        outcome = await calls.once(info, input, verb)
        return LeadActivityCreatePayload(
            lead=await calls.reread(info, outcome, leads.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Give a lead to somebody; for the dealer's staff.")
    async def lead_assign(self, info: Info, input: LeadAssignInput) -> LeadAssignPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            lead = await leads.to_move(viewer, nodes.row_id(input.lead, "Lead"), "lead")
            assignee_id = nodes.row_id(input.assignee, "Member")
            return await lead_timelines.assign(lead, assignee_id, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadAssignPayload(
            lead=await calls.reread(info, outcome, leads.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Set somebody a task; for the dealer's staff.")
    async def lead_task_create(
        self, info: Info, input: LeadTaskCreateInput
    ) -> LeadTaskCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            lead = await leads.to_move(viewer, nodes.row_id(input.lead, "Lead"), "lead")
            assignee_id = nodes.row_id(input.assignee, "Member")
            by = viewer.as_author()
            return await lead_timelines.plan(lead, input.title, input.due_at, assignee_id, by=by)

        outcome = await calls.once(info, input, verb)
        return LeadTaskCreatePayload(
            task=await calls.reread(info, outcome, leads.see_task),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Say that a task is done; for the dealer's staff.")
    async def lead_task_finish(
        self, info: Info, input: LeadTaskFinishInput
    ) -> LeadTaskFinishPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            task = await leads.to_finish(viewer, nodes.row_id(input.task, "LeadTask"), "task")
            return await task.finish(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadTaskFinishPayload(
            task=await calls.reread(info, outcome, leads.see_task),
            user_errors=calls.errors(info, outcome),
        )
