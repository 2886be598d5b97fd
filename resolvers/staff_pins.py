"""Staff PINs: set and cleared by whom they belong to."""

import strawberry

from models import staff_pins as verbs
from models.access import venues
from models.refusals import Refusal
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.staff_pins import (
    StaffPinClearInput,
    StaffPinClearPayload,
    StaffPinSetInput,
    StaffPinSetPayload,
)


@strawberry.type
class StaffPinMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Set one's own PIN, with which one overrides at the door.")
    async def staff_pin_set(self, info: Info, input: StaffPinSetInput) -> StaffPinSetPayload:
        viewer = info.context.viewer
        venue_id = nodes.row_id(input.venue, "Venue")
        try:
            await venues.to_manage(viewer, venue_id, "venue")  # before anything is computed
            pin = await verbs.hashed(input.pin)
        except Refusal as refusal:
            return StaffPinSetPayload(user_errors=calls.errors(info, refusal))

        async def verb() -> None:
            venue = await venues.to_manage(viewer, venue_id, "venue")
            await verbs.keep(venue, viewer.as_author(), pin)

        outcome = await calls.once(info, input, verb, traced=["pin"])
        return StaffPinSetPayload(user_errors=calls.errors(info, outcome))

    @strawberry.mutation(description="Have no PIN at a venue any more.")
    async def staff_pin_clear(self, info: Info, input: StaffPinClearInput) -> StaffPinClearPayload:
        viewer = info.context.viewer

        async def verb() -> None:
            venue = await venues.to_manage(viewer, nodes.row_id(input.venue, "Venue"), "venue")
            await verbs.clear(venue, viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return StaffPinClearPayload(user_errors=calls.errors(info, outcome))
