"""Doors: the rules that their venue's staff lay down, and the feed that tablets follow."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry

from engine.errors import Problem, Unauthenticated
from models import doorbell
from models import doors as verbs
from models.access import door_feed, doors
from models.access.viewer import refreshed
from models.door_feed import DOORS
from models.door_feed.reading import Gone
from models.noun import Noun
from models.numbered.watcher import listening
from models.refusals import NotFound
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.doors import DoorFeed, DoorRules, DoorRulesSetInput, DoorRulesSetPayload
from venues.carried import Changes

IDLE_SECONDS = 15.0  # after so long without news, the door is passed again
RENEWED_AFTER = timedelta(minutes=15)
"""A manifest is good for an hour at least: whoever only listens has to hear that it still is."""
_BEYOND = 2.0**62
_LIMITS = ("opens_minutes", "closes_minutes")
_OTHERS = (
    "reentry", "is_daily", "is_per_hall", "has_walk_ins", "name_shown", "manifest_hours",
    "grace_minutes",
)  # fmt: skip


@strawberry.type
class DoorMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Change the rules of an event's door; for its venue's staff.")
    async def door_rules_set(self, info: Info, input: DoorRulesSetInput) -> DoorRulesSetPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            event = await doors.to_rule(viewer, nodes.row_id(input.event, "Event"), "event")
            return await verbs.set_rules(event, _said(input), by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        shown = None
        if outcome.refusal is None:
            event_id = nodes.row_id(input.event, "Event")
            shown = (await doors.of_events(viewer, [event_id])).get(event_id)
        return DoorRulesSetPayload(
            door_rules=cast(DoorRules | None, shown), user_errors=calls.errors(info, outcome)
        )


@strawberry.type
class DoorFeedSubscription:
    """Root fields to follow."""

    @strawberry.subscription(
        description="What happens at the door of an event, for a tablet with a duty there. It"
        " speaks at once, then whenever there is news; after a break, go on from the last `seq`."
        " CURSOR_EXPIRED answers a place that the feed does not have: take the manifest anew."
    )
    async def door_feed(
        self,
        info: Info,
        event: Annotated[strawberry.ID, strawberry.argument(description="Which event.")],
        after: Annotated[
            float,
            strawberry.argument(
                description="Go on behind this: the manifest's `seq`, a whole number from 0 on."
            ),
        ],
        head: Annotated[
            str, strawberry.argument(description="The hash of the head that the tablet has.")
        ] = "",
    ) -> AsyncGenerator[DoorFeed, None]:
        event_id, place = nodes.row_id(event, "Event"), _place(after)
        rules = doorbell.listening(verbs.rules_bell(event_id))
        with listening(DOORS, event_id) as rung, rules as changed:
            told = found = await _changes(info, event, event_id, place, head)
            yield DoorFeed.of(told)
            while True:
                if found.is_live:
                    await doorbell.heard(rung, IDLE_SECONDS)
                if changed.is_set():
                    changed.clear()
                    info.context.house.carried.renew(event_id)
                found = await _go_on(info, event, event_id, found.end, found.head)
                if _is_worth_telling(found, told):
                    told = found
                    yield DoorFeed.of(told)


def _is_worth_telling(found: Changes, told: Changes) -> bool:
    """News, that there is no more of it, or that what was told is good for longer."""
    return (
        found.has_news
        or found.is_live != told.is_live
        or found.made_at - told.made_at >= RENEWED_AFTER
    )


def _place(after: float) -> int:
    """A number of the feed as clients send it; one that no feed can reach is gone as any other."""
    if not (after >= 0 and (after > _BEYOND or after.is_integer())):  # nothing compares to NaN
        raise Problem("BAD_USER_INPUT", "`after` must be a whole number from 0 on.")
    return int(min(after, _BEYOND))


async def _changes(info: Info, node: str, event_id: UUID, after: int, head: str) -> Changes:
    """What came after a place, with the eyes of now."""
    context = info.context
    viewer = await refreshed(context.viewer)
    if viewer is None:
        raise Unauthenticated
    context.viewer = viewer
    event = await door_feed.to_carry(viewer, event_id)
    try:
        return await context.house.carried.changes(
            event.id, node, after, head, but_for=viewer.device_id or UUID(int=0)
        )
    except Gone:
        raise Problem(
            "CURSOR_EXPIRED", "The door's feed has no such place; take the manifest anew."
        ) from None


async def _go_on(info: Info, node: str, event_id: UUID, after: int, head: str) -> Changes:
    """As `_changes`, for a tablet that was let in before and so may be told what has changed."""
    try:
        return await _changes(info, node, event_id, after, head)
    except NotFound:
        raise Problem("FORBIDDEN", "This tablet has no duty at this event any more.") from None


def _said(input: DoorRulesSetInput) -> dict[str, Any]:
    said = calls.given(**{name: getattr(input, name) for name in _OTHERS})
    limits = {name: getattr(input, name) for name in _LIMITS}
    return said | {name: value for name, value in limits.items() if value is not strawberry.UNSET}
