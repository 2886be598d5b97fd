"""Which dealer somebody gets, asked by anyone; and why a lead lies where it does."""

from typing import Annotated, cast
from uuid import UUID

import strawberry

from models import clock
from models.access import routing, venues
from models.access.viewer import Viewer
from models.noun import Noun
from models.positions import Position
from models.refusals import NotFound
from models.routing import proposing, relations
from models.routing.matching import Interest
from models.routing.rows import RoutingDecision
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.routing.decisions import LeadRouteInput, LeadRoutePayload, LeadRouting


@strawberry.type
class RoutingQuery:
    """Root fields to read."""

    @strawberry.field(
        description="Why a lead lies where it does; for operators, and for its dealer's people, to"
        " whom every other dealer is another dealer."
    )
    async def lead_routing_explain(
        self,
        info: Info,
        lead: Annotated[strawberry.ID, strawberry.argument(description="The lead.")],
    ) -> LeadRouting | None:
        lead_id = nodes.row_id(lead, "Lead")
        found = await routing.explained(info.context.viewer, [lead_id])
        return cast(LeadRouting | None, found.get(lead_id))


@strawberry.type
class RoutingMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Ask which dealer somebody gets by the rules in force, before they agree to it;"
        " for anyone."
    )
    async def lead_route(self, info: Info, input: LeadRouteInput) -> LeadRoutePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            member_id = routing.to_ask(viewer)
            return await proposing.propose(await _interest(viewer, input), by=member_id)

        outcome = await calls.once(info, input, verb)
        return LeadRoutePayload(
            decision=await calls.reread(info, outcome, routing.see_decision),
            user_errors=calls.errors(info, outcome),
        )


async def to_take_up(viewer: Viewer, decision: strawberry.ID | None) -> RoutingDecision | None:
    """The proposal that an input names, if it names one."""
    if decision is None:
        return None
    return await routing.to_follow(viewer, nodes.row_id(decision, "RoutingDecision"), "decision")


async def _interest(viewer: Viewer, said: LeadRouteInput) -> Interest:
    place, member_id = said.position, viewer.member_id
    return Interest(
        at=clock.now(),
        venue_id=await _venue_id(viewer, said.venue) if said.venue else None,
        city=said.city,
        position=Position(place.latitude, place.longitude) if place else None,
        model=said.model,
        language=said.language or (viewer.locale if member_id else ""),
        campaign=said.campaign,
        relations=await relations.of_member(member_id) if member_id else (),
    )


async def _venue_id(viewer: Viewer, said: strawberry.ID) -> UUID:
    venue = await venues.see(viewer, nodes.row_id(said, "Venue"))
    if venue is None:
        raise NotFound("venue")
    return venue.id
