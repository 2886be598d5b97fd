"""Gates: added by operators, named by their venue's staff."""

import strawberry

from models import gates as verbs
from models.access import gates, halls
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.gates import GateCreateInput, GateCreatePayload, GateUpdateInput, GateUpdatePayload


@strawberry.type
class GateMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Add a gate to a hall; for operators.")
    async def gate_create(self, info: Info, input: GateCreateInput) -> GateCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            hall = await halls.to_build_at(viewer, nodes.row_id(input.hall, "Hall"), "hall")
            return await verbs.create(hall, input.name, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return GateCreatePayload(
            gate=await calls.reread(info, outcome, gates.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Rename a gate; for its venue's staff.")
    async def gate_update(self, info: Info, input: GateUpdateInput) -> GateUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            gate = await gates.to_manage(viewer, nodes.row_id(input.gate, "Gate"), "gate")
            return await gate.rename(input.name, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return GateUpdatePayload(
            gate=await calls.reread(info, outcome, gates.see),
            user_errors=calls.errors(info, outcome),
        )
