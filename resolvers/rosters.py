"""Rosters: set by a dealer's managers and by operators."""

import strawberry

from models import rosters as verbs
from models.access import dealers, rosters
from models.noun import Noun
from models.opening_hours import OpeningHours
from models.rosters import Leave, Terms
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.rosters import (
    RosterRemoveInput,
    RosterRemovePayload,
    RosterSetInput,
    RosterSetPayload,
)


@strawberry.type
class RosterMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Let one of a dealer's staff have a share of its leads; for its managers and"
        " operators."
    )
    async def roster_set(self, info: Info, input: RosterSetInput) -> RosterSetPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await rosters.to_set(viewer, dealer_id, "dealer")
            member_id = nodes.row_id(input.member, "Member")
            member_id = await rosters.to_enter(dealer, member_id, "member")
            return await verbs.put(dealer, member_id, _terms(input), by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return RosterSetPayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Let somebody have no more of a dealer's leads; for its managers and operators."
    )
    async def roster_remove(self, info: Info, input: RosterRemoveInput) -> RosterRemovePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await rosters.to_set(viewer, dealer_id, "dealer")
            member_id = nodes.row_id(input.member, "Member")
            return await verbs.remove(dealer, member_id, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return RosterRemovePayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )


def _terms(said: RosterSetInput) -> Terms:
    return Terms(
        weight=said.weight,
        hours=[OpeningHours(it.weekday, it.opens_at, it.closes_at) for it in said.hours],
        leaves=[Leave(leave.starts_at, leave.ends_at) for leave in said.leaves],
        most_open=said.most_open,
    )
