"""Follows: whose posts a member has in their feed."""

import strawberry

from models import follows as verbs
from models.access import members
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.follows import (
    MemberFollowInput,
    MemberFollowPayload,
    MemberUnfollowInput,
    MemberUnfollowPayload,
)


@strawberry.type
class FollowMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Have a member's posts in one's feed.")
    async def member_follow(self, info: Info, input: MemberFollowInput) -> MemberFollowPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            member = await members.to_name(viewer, nodes.row_id(input.member, "Member"), "member")
            return await verbs.follow(viewer.as_author(), member)

        outcome = await calls.once(info, input, verb)
        return MemberFollowPayload(
            member=await calls.reread(info, outcome, members.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Have a member's posts in one's feed no longer.")
    async def member_unfollow(
        self, info: Info, input: MemberUnfollowInput
    ) -> MemberUnfollowPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            member = await members.to_name(viewer, nodes.row_id(input.member, "Member"), "member")
            return await verbs.unfollow(viewer.as_author(), member)

        outcome = await calls.once(info, input, verb)
        return MemberUnfollowPayload(
            member=await calls.reread(info, outcome, members.see),
            user_errors=calls.errors(info, outcome),
        )
