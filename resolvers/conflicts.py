"""Conflicts at the door: somebody finds out what they were."""

import strawberry

from models.access import conflicts
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.conflicts import ConflictSettleInput, ConflictSettlePayload
from schema.context import Info


@strawberry.type
class ConflictMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Say what a conflict was. Saying the same again changes nothing; another word"
        " on a settled one is refused."
    )
    async def conflict_settle(
        self, info: Info, input: ConflictSettleInput
    ) -> ConflictSettlePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            conflict_id = nodes.row_id(input.conflict, "Conflict")
            conflict = await conflicts.to_settle(viewer, conflict_id, "conflict")
            return await conflict.settle(input.settlement, input.note, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return ConflictSettlePayload(
            conflict=await calls.reread(info, outcome, conflicts.see),
            user_errors=calls.errors(info, outcome),
        )
