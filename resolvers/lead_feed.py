"""The lead feed: replay and live are one loop that reads the store, woken by a doorbell."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

import strawberry

from engine.errors import Problem, Unauthenticated
from models import doorbell
from models.access import dealers, lead_feed
from models.access.viewer import refreshed
from models.lead_feed import LEADS, acknowledging
from models.lead_feed.reading import Expired, OutOfReach, Stretch
from models.noun import Noun
from models.numbered.watcher import listening
from models.refusals import CursorUnknown, NotFound
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.edges import asked_for
from schema.feed_cursors import number_in
from schema.lead_feed import (
    LeadFeed,
    LeadFeedAcknowledgeInput,
    LeadFeedAcknowledgePayload,
    not_a_place,
    place,
)
from schema.loaders import Loaders

MOST = 100
IDLE_SECONDS = 15.0  # after so long without news, the doors are passed again


@strawberry.type
class LeadFeedSubscription:
    """Root fields to follow."""

    @strawberry.subscription(
        description="Every change of a dealer's leads, without a gap, for the dealer's staff. It"
        " speaks at once, so that you always hold a cursor; after a break, go on from the last one."
        " CURSOR_EXPIRED answers a cursor that is older than what the house keeps: begin anew,"
        " then read `leads`."
    )
    async def lead_feed(
        self,
        info: Info,
        dealer: Annotated[strawberry.ID, strawberry.argument(description="Whose leads.")],
        after: Annotated[
            str | None,
            strawberry.argument(description="Go on behind this cursor; null is from now on."),
        ] = None,
        batch: Annotated[
            int,
            strawberry.argument(description=f"At most so many changes in one event, 1 to {MOST}."),
        ] = 50,
    ) -> AsyncGenerator[LeadFeed, None]:
        if not 1 <= batch <= MOST:
            raise Problem("BAD_USER_INPUT", f"`batch` must be between 1 and {MOST}.")
        dealer_id = nodes.row_id(dealer, "Dealer")
        with listening(LEADS, dealer_id) as rung:
            await _renew(info)
            stretch = await _stretch(info, dealer_id, place(after, dealer_id), batch)
            yield LeadFeed.of(dealer_id, stretch)
            while True:
                if stretch.is_live:
                    await doorbell.heard(rung, IDLE_SECONDS)
                await _renew(info)
                stretch = await _go_on(info, dealer_id, stretch.end, batch)
                if stretch.entries:
                    yield LeadFeed.of(dealer_id, stretch)


@strawberry.type
class LeadFeedMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Say up to where a dealer's own systems have its leads, so that one which lost"
        " its place goes on from there; for the dealer's staff."
    )
    async def lead_feed_acknowledge(
        self, info: Info, input: LeadFeedAcknowledgeInput
    ) -> LeadFeedAcknowledgePayload:
        dealer_id = nodes.row_id(input.dealer, "Dealer")

        async def verb() -> Noun:
            dealer = await lead_feed.to_acknowledge(info.context.viewer, dealer_id, "dealer")
            seq = number_in(input.cursor, dealer_id)
            if seq is None:
                raise CursorUnknown("cursor")
            return await acknowledging.acknowledge(dealer, seq)

        outcome = await calls.once(info, input, verb)
        return LeadFeedAcknowledgePayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )


async def _stretch(info: Info, dealer_id: UUID, after: int | None, batch: int) -> Stretch:
    asked = asked_for(info, "edges")
    try:
        return await lead_feed.stretch(info.context.viewer, dealer_id, after, batch, asked)
    except Expired:
        raise Problem(
            "CURSOR_EXPIRED", "The feed no longer goes back so far; begin anew, then read `leads`."
        ) from None
    except OutOfReach:
        raise not_a_place() from None


async def _go_on(info: Info, dealer_id: UUID, after: int, batch: int) -> Stretch:
    """As `_stretch`, for a viewer who was let in before and so may be told what has changed."""
    try:
        return await _stretch(info, dealer_id, after, batch)
    except NotFound:
        raise Problem("FORBIDDEN", "You are no longer of this dealer's staff.") from None


async def _renew(info: Info) -> None:
    """See the next event with the eyes of now: roles as they stand, nothing remembered."""
    context = info.context
    viewer = await refreshed(context.viewer)
    if viewer is None:
        raise Unauthenticated
    context.viewer, context.load = viewer, Loaders(viewer)
