"""Groups: founded, run, handed over and archived by members."""

from typing import cast

import strawberry

from models import groups as verbs
from models.access import communities, members
from models.communities import CommunityKind
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.communities import Group
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.groups import (
    GroupArchiveInput,
    GroupArchivePayload,
    GroupCreateInput,
    GroupCreatePayload,
    GroupTransferInput,
    GroupTransferPayload,
    GroupUpdateInput,
    GroupUpdatePayload,
)


@strawberry.type
class GroupQuery:
    """Root fields to read."""

    @strawberry.field(description="The groups that the viewer may know of, the oldest first.")
    async def groups(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Group]:
        asked = window(first, after, last, before)
        page = await communities.page_of_groups(info.context.viewer, asked)
        return cast(Connection[Group], connection(page))


@strawberry.type
class GroupMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Found a group and own it.")
    async def group_create(self, info: Info, input: GroupCreateInput) -> GroupCreatePayload:
        async def verb() -> Noun:
            return await verbs.found(
                await members.to_write(info.context.viewer),
                name=input.name,
                description=input.description,
                join_policy=input.join_policy,
            )

        outcome = await calls.once(info, input, verb)
        return GroupCreatePayload(
            group=await calls.reread(info, outcome, communities.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Change a group; its owners only.")
    async def group_update(self, info: Info, input: GroupUpdateInput) -> GroupUpdatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            group_id = nodes.row_id(input.group, "Group")
            group = await communities.to_run(viewer, group_id, CommunityKind.GROUP, "group")
            return await group.update(
                name=input.name,
                description=input.description,
                join_policy=input.join_policy,
                by=viewer.as_author(),
            )

        outcome = await calls.once(info, input, verb)
        return GroupUpdatePayload(
            group=await calls.reread(info, outcome, communities.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Hand a group over to one of its members; owners only.")
    async def group_transfer(self, info: Info, input: GroupTransferInput) -> GroupTransferPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            group_id = nodes.row_id(input.group, "Group")
            group = await communities.to_run(viewer, group_id, CommunityKind.GROUP, "group")
            heir = await members.to_name(viewer, nodes.row_id(input.member, "Member"), "member")
            return await verbs.transfer(group, heir, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return GroupTransferPayload(
            group=await calls.reread(info, outcome, communities.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Archive a group for good; its owners only.")
    async def group_archive(self, info: Info, input: GroupArchiveInput) -> GroupArchivePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            group_id = nodes.row_id(input.group, "Group")
            group = await communities.to_run(viewer, group_id, CommunityKind.GROUP, "group")
            return await group.archive(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return GroupArchivePayload(
            group=await calls.reread(info, outcome, communities.see),
            user_errors=calls.errors(info, outcome),
        )
