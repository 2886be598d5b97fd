"""Who asks, and what they tell about themselves."""

from typing import cast

import strawberry

from models import departures, holders
from models.access import members, pictures
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.members import (
    MemberRemoveInput,
    MemberRemovePayload,
    MemberSuspendInput,
    MemberSuspendPayload,
    MemberUnsuspendInput,
    MemberUnsuspendPayload,
    ProfileUpdateInput,
    ProfileUpdatePayload,
    Viewer,
)


@strawberry.type
class MemberQuery:
    """Root fields to read."""

    @strawberry.field(description="The signed-in member; null for anyone else.")
    async def viewer(self, info: Info) -> Viewer | None:
        viewer = info.context.viewer
        row = await members.see(viewer, viewer.member_id) if viewer.member_id else None
        return cast(Viewer | None, row)


@strawberry.type
class MemberMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Change one's own profile.")
    async def profile_update(self, info: Info, input: ProfileUpdateInput) -> ProfileUpdatePayload:
        async def verb() -> Noun:
            viewer = info.context.viewer
            member = await members.to_be(viewer)
            if input.avatar is not None:
                picture_id = nodes.row_id(input.avatar, "Picture")
                picture = await pictures.to_wear(viewer, picture_id, "avatar")
                await member.wear(picture.id)
            return await holders.update_profile(
                member,
                name=input.name,
                phone=input.phone,
                city=input.city,
                biography=input.biography,
                locale=input.locale,
                zone=input.zone,
            )

        outcome = await calls.once(info, input, verb)
        return ProfileUpdatePayload(
            viewer=await calls.reread(info, outcome, members.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Keep a member from writing for a time; operators only.")
    async def member_suspend(self, info: Info, input: MemberSuspendInput) -> MemberSuspendPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            member = await members.to_manage(viewer, nodes.row_id(input.member, "Member"), "member")
            return await member.suspend(input.until, input.reason, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return MemberSuspendPayload(
            member=await calls.reread(info, outcome, members.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Let a suspended member write again; operators only.")
    async def member_unsuspend(
        self, info: Info, input: MemberUnsuspendInput
    ) -> MemberUnsuspendPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            member = await members.to_manage(viewer, nodes.row_id(input.member, "Member"), "member")
            return await member.unsuspend(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return MemberUnsuspendPayload(
            member=await calls.reread(info, outcome, members.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Close an account: one's own, or as an operator any.")
    async def member_remove(self, info: Info, input: MemberRemoveInput) -> MemberRemovePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            member = await members.to_remove(viewer, nodes.row_id(input.member, "Member"), "member")
            return await departures.remove(member, by=viewer.as_member())

        outcome = await calls.once(info, input, verb)
        gone = strawberry.ID(nodes.encode("Member", outcome.id)) if outcome.id else None
        return MemberRemovePayload(removed_member_id=gone, user_errors=calls.errors(info, outcome))
