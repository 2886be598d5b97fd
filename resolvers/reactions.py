"""Reactions: how members put their sign under posts."""

import strawberry

from models import reactions as verbs
from models.access import posts
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.reactions import (
    ReactionRemoveInput,
    ReactionRemovePayload,
    ReactionSetInput,
    ReactionSetPayload,
)


@strawberry.type
class ReactionMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Put one's sign under a post, in place of the one before.")
    async def reaction_set(self, info: Info, input: ReactionSetInput) -> ReactionSetPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            post = await posts.to_answer(viewer, nodes.row_id(input.post, "Post"), "post")
            return await verbs.react(viewer.as_author(), post, input.kind)

        outcome = await calls.once(info, input, verb)
        return ReactionSetPayload(
            post=await calls.reread(info, outcome, posts.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Take one's sign away from a post.")
    async def reaction_remove(
        self, info: Info, input: ReactionRemoveInput
    ) -> ReactionRemovePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            post = await posts.to_release(viewer, nodes.row_id(input.post, "Post"), "post")
            return await verbs.unreact(viewer.as_author(), post)

        outcome = await calls.once(info, input, verb)
        return ReactionRemovePayload(
            post=await calls.reread(info, outcome, posts.see),
            user_errors=calls.errors(info, outcome),
        )
