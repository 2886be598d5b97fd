"""Memberships: how members get into communities, and out."""

from uuid import UUID

import strawberry

from models import memberships as verbs
from models.access import communities, members, memberships
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.memberships import (
    CommunityInviteInput,
    CommunityInvitePayload,
    CommunityJoinInput,
    CommunityJoinPayload,
    CommunityLeaveInput,
    CommunityLeavePayload,
    MembershipApproveInput,
    MembershipApprovePayload,
    MembershipBanInput,
    MembershipBanPayload,
    MembershipDeclineInput,
    MembershipDeclinePayload,
    MembershipUnbanInput,
    MembershipUnbanPayload,
)


@strawberry.type
class MembershipMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Join a community, ask to, or accept an invitation.")
    async def community_join(self, info: Info, input: CommunityJoinInput) -> CommunityJoinPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            community_id = _community_id(input.community)
            community = await communities.to_enter(viewer, community_id, "community")
            return await verbs.join(community, viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return CommunityJoinPayload(
            membership=await calls.reread(info, outcome, memberships.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Leave, take back a request, or decline an invitation.")
    async def community_leave(
        self, info: Info, input: CommunityLeaveInput
    ) -> CommunityLeavePayload:
        async def verb() -> Noun:
            community_id = _community_id(input.community)
            own = await memberships.to_leave(info.context.viewer, community_id, "community")
            return await own.leave()

        outcome = await calls.once(info, input, verb)
        return CommunityLeavePayload(
            membership=await calls.reread(info, outcome, memberships.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Invite a member; for whoever moderates the community.")
    async def community_invite(
        self, info: Info, input: CommunityInviteInput
    ) -> CommunityInvitePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            community_id = _community_id(input.community)
            community = await communities.to_moderate(viewer, community_id, "community")
            guest = await members.to_name(viewer, nodes.row_id(input.member, "Member"), "member")
            return await verbs.invite(community, guest.id, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return CommunityInvitePayload(
            membership=await calls.reread(info, outcome, memberships.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Let in who asked; for whoever moderates the community.")
    async def membership_approve(
        self, info: Info, input: MembershipApproveInput
    ) -> MembershipApprovePayload:
        async def verb() -> Noun:
            membership = await _to_decide(info, input.membership)
            return await membership.approve(by=info.context.viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return MembershipApprovePayload(
            membership=await calls.reread(info, outcome, memberships.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Turn away who asked; for whoever moderates the community.")
    async def membership_decline(
        self, info: Info, input: MembershipDeclineInput
    ) -> MembershipDeclinePayload:
        async def verb() -> Noun:
            membership = await _to_decide(info, input.membership)
            return await membership.decline(by=info.context.viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return MembershipDeclinePayload(
            membership=await calls.reread(info, outcome, memberships.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Put out and keep out; for whoever moderates the community.")
    async def membership_ban(self, info: Info, input: MembershipBanInput) -> MembershipBanPayload:
        async def verb() -> Noun:
            membership = await _to_decide(info, input.membership)
            return await membership.ban(input.reason, by=info.context.viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return MembershipBanPayload(
            membership=await calls.reread(info, outcome, memberships.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Let a banned member join anew.")
    async def membership_unban(
        self, info: Info, input: MembershipUnbanInput
    ) -> MembershipUnbanPayload:
        async def verb() -> Noun:
            membership = await _to_decide(info, input.membership)
            return await membership.unban(by=info.context.viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return MembershipUnbanPayload(
            membership=await calls.reread(info, outcome, memberships.see),
            user_errors=calls.errors(info, outcome),
        )


def _community_id(said: strawberry.ID) -> UUID:
    return nodes.row_id(said, "Circle", "Group")


async def _to_decide(info: Info, said: strawberry.ID) -> verbs.Membership:
    membership_id = nodes.row_id(said, "Membership")
    return await memberships.to_decide(info.context.viewer, membership_id, "membership")
