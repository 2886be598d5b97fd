import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from models import clock, database, events, ids, scheduling
from models.audit import AuditEntry
from models.events import Event, EventState
from models.points.ledger import PointsAccount
from models.refusals import (
    EndsBeforeStart,
    EventOver,
    InvalidTransition,
    LastsTooLong,
    OutOfRange,
    Refusal,
    TextEmpty,
    TextTooLong,
)
from tests import people, places, races
from tests.places import DOORS, HOUR, MINUTE

pytestmark = pytest.mark.usefixtures("db")
BY = ids.new()

_STEPS: dict[EventState, Callable[[Event], Awaitable[Event]]] = {
    EventState.PUBLISHED: lambda event: event.publish(by=BY),
    EventState.IN_PROGRESS: lambda event: event.start(by=BY),
    EventState.ENDED: lambda event: event.end(by=BY),
    EventState.CANCELLED: lambda event: scheduling.call_off(event, "Rain.", by=BY),
}
_WAYS = {
    (EventState.DRAFT, EventState.PUBLISHED),
    (EventState.DRAFT, EventState.CANCELLED),
    (EventState.PUBLISHED, EventState.IN_PROGRESS),
    (EventState.PUBLISHED, EventState.CANCELLED),
    (EventState.IN_PROGRESS, EventState.ENDED),
    (EventState.IN_PROGRESS, EventState.CANCELLED),
}


async def _in(state: EventState) -> Event:
    event = await places.draft()
    await Event.filter(id=event.id).update(state=state)
    return event


@pytest.mark.parametrize("before", list(EventState))
@pytest.mark.parametrize("after", list(_STEPS))
async def test_an_event_goes_its_way_and_no_other(before: EventState, after: EventState) -> None:
    event = await _in(before)
    if (before, after) in _WAYS:
        async with database.transaction():
            await _STEPS[after](event)
        moved = await Event.get(id=event.id)
        assert (moved.state, moved.version) == (after, 1)
        return
    with pytest.raises(InvalidTransition) as refused:
        async with database.transaction():
            await _STEPS[after](event)
    assert refused.value.facts == {"before": before, "after": after}
    kept = await Event.get(id=event.id)
    assert (kept.state, kept.version) == (before, 0)


async def test_of_ten_who_publish_at_once_one_does() -> None:
    event = await places.draft()
    came_to = await races.raced(partial(event.publish, by=BY) for _ in range(10))
    assert came_to == {"DONE": 1, "INVALID_TRANSITION": 9}
    assert (await Event.get(id=event.id)).version == 1
    assert await AuditEntry.filter(action="event.published").count() == 1


async def test_an_event_that_is_over_is_not_published() -> None:
    event = await places.draft()
    with clock.injected(lambda: event.ends_at), pytest.raises(EventOver):
        await event.publish(by=BY)
    assert (await Event.get(id=event.id)).published_at is None


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"ends_at": DOORS}, EndsBeforeStart),
        ({"ends_at": DOORS - MINUTE}, EndsBeforeStart),
        ({"ends_at": DOORS + timedelta(days=14, seconds=1)}, LastsTooLong),
        ({"starts_at": DOORS.replace(year=2100)}, OutOfRange),
        ({"title": " "}, TextEmpty),
        ({"title": "x" * 121}, TextTooLong),
        ({"description": "x" * 5001}, TextTooLong),
        ({"capacity": 0}, OutOfRange),
        ({"capacity": -1}, OutOfRange),
        ({"seat_limit": 0}, OutOfRange),
        ({"seat_limit": 21}, OutOfRange),
        ({"setup_minutes": -1}, OutOfRange),
        ({"setup_minutes": 1441}, OutOfRange),
        ({"offer_minutes": 0}, OutOfRange),
    ],
)
async def test_an_event_that_cannot_be_is_refused(
    said: dict[str, Any], refusal: type[Refusal]
) -> None:
    hall = await places.hall()
    with pytest.raises(refusal):
        await places.draft(hall, **said)
    assert await Event.all().count() == 0


async def test_an_event_may_last_fourteen_days() -> None:
    event = await places.draft(ends_at=DOORS + timedelta(days=14))
    assert (await Event.get(id=event.id)).ends_at == DOORS + timedelta(days=14)


async def test_events_start_and_end_by_themselves_at_their_time() -> None:
    event = await places.event()
    steps: list[int | str] = []
    for at in (-MINUTE, 0 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR):
        steps.append(await events.turn(DOORS + at))
        steps.append((await Event.get(id=event.id)).state.value)
    assert steps == [
        *(0, "PUBLISHED"),
        *(1, "IN_PROGRESS"),
        *(0, "IN_PROGRESS"),
        *(1, "ENDED"),
        *(0, "ENDED"),
    ]


async def test_an_event_that_was_missed_starts_and_ends_in_one_turn() -> None:
    event = await places.event()
    assert await events.turn(DOORS + 9 * HOUR) == 2
    assert (await Event.get(id=event.id)).state is EventState.ENDED


async def test_drafts_and_cancelled_events_do_not_turn() -> None:
    for state in (EventState.DRAFT, EventState.CANCELLED):
        await _in_other_hall(state)
    assert await events.turn(DOORS + 9 * HOUR) == 0


async def _in_other_hall(state: EventState) -> None:
    event = await places.draft(await places.hall(await places.venue(f"Venue {state}")))
    await Event.filter(id=event.id).update(state=state)


async def test_two_workers_that_turn_at_once_take_each_step_once_and_reward_the_host_once() -> None:
    host = await people.member("Hanna")
    event = await places.event(host_id=host.id)
    with clock.injected(lambda: DOORS + 9 * HOUR):
        turned = await asyncio.gather(*(events.turn(clock.now()) for _ in range(5)))
    assert sum(turned) == 2
    assert (await Event.get(id=event.id)).version == 3
    account = await PointsAccount.get(member_id=host.id)
    assert (account.points, account.growth) == (300, 200)


async def test_an_event_without_a_host_rewards_nobody() -> None:
    await places.event()
    await events.turn(DOORS + 9 * HOUR)
    assert await PointsAccount.all().count() == 0
