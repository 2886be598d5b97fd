"""Handovers: proposed for a community, answered by a dealer, and agreed to by members."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry

from models.access import dealers, handovers, members
from models.handovers import joining, rows
from models.noun import Noun
from models.refusals import NotFound
from resolvers import calls
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.handovers import (
    Handover,
    HandoverAcceptInput,
    HandoverAcceptPayload,
    HandoverActivateInput,
    HandoverActivatePayload,
    HandoverDeclineInput,
    HandoverDeclinePayload,
    HandoverEndInput,
    HandoverEndPayload,
    HandoverJoinInput,
    HandoverJoinPayload,
    HandoverProposeInput,
    HandoverProposePayload,
)


@strawberry.type
class HandoverQuery:
    """Root fields to read."""

    @strawberry.field(
        description="Handovers, the first proposed first: those of dealers where the viewer works,"
        " of groups that they own, the active ones of communities where they are, and for operators"
        " all."
    )
    async def handovers(
        self,
        info: Info,
        community: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those of this community.")
        ] = None,
        dealer: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those to this dealer.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Handover]:
        page = await handovers.page_of_all(
            info.context.viewer,
            window(first, after, last, before),
            community_id=_community_id(community) if community else None,
            dealer_id=nodes.row_id(dealer, "Dealer") if dealer else None,
        )
        return cast(Connection[Handover], connection(page))


@strawberry.type
class HandoverMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Ask a dealer whether it makes contact with those of a community who agree; for"
        " the group's owners, and operators."
    )
    async def handover_propose(
        self, info: Info, input: HandoverProposeInput
    ) -> HandoverProposePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            community_id = _community_id(input.community)
            community = await handovers.to_propose(viewer, community_id, "community")
            dealer = await dealers.see(viewer, nodes.row_id(input.dealer, "Dealer"))
            if dealer is None:
                raise NotFound("dealer")
            return await rows.propose(community, dealer, by=viewer.as_author())

        return HandoverProposePayload(**await _answer(info, input, verb))

    @strawberry.mutation(description="Be ready to make contact; for the dealer's staff.")
    async def handover_accept(
        self, info: Info, input: HandoverAcceptInput
    ) -> HandoverAcceptPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            found = await handovers.to_answer(viewer, _row_id(input.handover), "handover")
            return await found.accept(by=viewer.as_author())

        return HandoverAcceptPayload(**await _answer(info, input, verb))

    @strawberry.mutation(description="Turn a handover down; for the dealer's staff.")
    async def handover_decline(
        self, info: Info, input: HandoverDeclineInput
    ) -> HandoverDeclinePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            found = await handovers.to_answer(viewer, _row_id(input.handover), "handover")
            return await found.decline(input.reason, by=viewer.as_author())

        return HandoverDeclinePayload(**await _answer(info, input, verb))

    @strawberry.mutation(
        description="Let members agree from now on, and tell those of now; for the group's owners,"
        " and operators."
    )
    async def handover_activate(
        self, info: Info, input: HandoverActivateInput
    ) -> HandoverActivatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            found = await handovers.to_activate(viewer, _row_id(input.handover), "handover")
            return await found.activate(by=viewer.as_author())

        return HandoverActivatePayload(**await _answer(info, input, verb))

    @strawberry.mutation(
        description="Let nobody agree any more, at any time; for the dealer's staff, the group's"
        " owners, and operators. What was agreed stays until it is withdrawn."
    )
    async def handover_end(self, info: Info, input: HandoverEndInput) -> HandoverEndPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            found = await handovers.to_end(viewer, _row_id(input.handover), "handover")
            return await found.end(input.reason, by=viewer.as_author())

        return HandoverEndPayload(**await _answer(info, input, verb))

    @strawberry.mutation(
        description="Agree, as a member of the community, that the dealer makes contact; once or"
        " twice, one is the same lead. `consentWithdraw` takes it back."
    )
    async def handover_join(self, info: Info, input: HandoverJoinInput) -> HandoverJoinPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            return await joining.join(
                await handovers.to_join(viewer, _row_id(input.handover), "handover"),
                await members.to_write(viewer),
                text_version=input.consent_text_version,
                language=input.language,
            )

        return HandoverJoinPayload(**await _answer(info, input, verb))


async def _answer(
    info: Info, said: calls.Input, verb: Callable[[], Awaitable[Noun]]
) -> dict[str, Any]:
    """What the payload of a mutation of a handover holds."""
    outcome = await calls.once(info, said, verb)
    return {
        "handover": await calls.reread(info, outcome, handovers.see),
        "user_errors": calls.errors(info, outcome),
    }


def _community_id(said: strawberry.ID) -> UUID:
    return nodes.row_id(said, "Circle", "Group")


def _row_id(said: strawberry.ID) -> UUID:
    return nodes.row_id(said, "Handover")
