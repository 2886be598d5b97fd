"""Roles: given by operators and by owners of groups, and ended."""

from typing import Annotated, cast

import strawberry

from models import grants as verbs
from models.access import grants, members
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.grants import (
    SCOPES,
    Grant,
    GrantCreateInput,
    GrantCreatePayload,
    GrantEndInput,
    GrantEndPayload,
)


@strawberry.type
class GrantQuery:
    """Root fields to read."""

    @strawberry.field(
        description="Roles in force: the viewer's own, those over groups that they own, and for"
        " operators all."
    )
    async def grants(
        self,
        info: Info,
        member: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only this member's.")
        ] = None,
        scope: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those over this thing.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Grant]:
        page = await grants.page_of_all(
            info.context.viewer,
            window(first, after, last, before),
            member_id=nodes.row_id(member, "Member") if member else None,
            scope_id=nodes.row_id(scope, *SCOPES.values()) if scope else None,
        )
        return cast(Connection[Grant], connection(page))


@strawberry.type
class GrantMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Give a member a role, for a time or without end.")
    async def grant_create(self, info: Info, input: GrantCreateInput) -> GrantCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            member = await members.to_name(viewer, nodes.row_id(input.member, "Member"), "member")
            kind = SCOPES.get(input.role, "")
            scope_id = nodes.row_id(input.scope, kind) if input.scope else None
            giver_id = await grants.to_give(viewer, input.role, scope_id, member, "scope")
            return await verbs.give(
                member,
                input.role,
                scope_id,
                by=giver_id,
                starts_at=input.starts_at,
                ends_at=input.ends_at,
            )

        outcome = await calls.once(info, input, verb)
        return GrantCreatePayload(
            grant=await calls.reread(info, outcome, grants.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Take a role back, or lay one's own down.")
    async def grant_end(self, info: Info, input: GrantEndInput) -> GrantEndPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            grant = await grants.to_end(viewer, nodes.row_id(input.grant, "Grant"), "grant")
            return await grant.end(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return GrantEndPayload(
            grant=await calls.reread(info, outcome, grants.see),
            user_errors=calls.errors(info, outcome),
        )
