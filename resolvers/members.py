"""Who asks, and what they tell about themselves."""

from typing import cast

import strawberry

from models.access import members
from models.noun import Noun
from resolvers import calls
from schema.context import Info
from schema.members import ProfileUpdateInput, ProfileUpdatePayload, Viewer


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
            member = await members.to_be(info.context.viewer)
            return await member.update_profile(
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
