import pytest

from models import database, ids, scheduling
from models.access import events
from models.access.events import Sought
from models.access.viewer import Viewer
from models.events import Event, EventState
from models.pages import Window
from models.refusals import NotAllowed, NotFound, Refusal, SignInRequired
from models.venues import Venue
from tests import people, places
from tests.models.access import crew
from tests.places import DOORS, HOUR

pytestmark = pytest.mark.usefixtures("db")
ALL = {*crew.NAMES, "host"}
PREPARING = {"host", "staff", "operator"}
RUNNING = {"staff", "operator"}


async def _scene(state: EventState) -> tuple[dict[str, Viewer], Event]:
    """An event in this state, with its host; a cancelled one has been published."""
    hall = await places.hall()
    host = await people.member("Hanna")
    make = places.draft if state is EventState.DRAFT else places.event
    event = await make(hall, host_id=host.id)
    await Event.filter(id=event.id).update(state=state)
    viewers = await crew.of(await Venue.get(id=hall.venue_id))
    return viewers | {"host": await people.viewer(host)}, event


async def _seeing(viewers: dict[str, Viewer], event: Event) -> set[str]:
    return {name for name, viewer in viewers.items() if await events.see(viewer, event.id)}


@pytest.mark.parametrize("state", list(EventState))
async def test_a_draft_is_seen_by_those_who_prepare_it_and_all_else_by_everyone(
    state: EventState,
) -> None:
    viewers, event = await _scene(state)
    assert await _seeing(viewers, event) == (PREPARING if state is EventState.DRAFT else ALL)


async def test_a_draft_that_was_cancelled_stays_unknown() -> None:
    viewers, event = await _scene(EventState.DRAFT)
    async with database.transaction():
        await scheduling.call_off(event, "Never mind.", by=ids.new())
    assert await _seeing(viewers, event) == PREPARING


async def test_a_list_shows_what_the_door_shows() -> None:
    viewers, event = await _scene(EventState.DRAFT)
    for name, viewer in viewers.items():
        listed = (await events.page(viewer, Sought(), Window(10))).rows
        assert [row.id for row in listed] == ([event.id] if name in PREPARING else [])


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.PUBLISHED])
async def test_the_venues_staff_change_an_event_and_others_learn_no_more_than_they_see(
    state: EventState,
) -> None:
    viewers, event = await _scene(state)
    for name, viewer in viewers.items():
        if name in RUNNING:
            assert await events.to_manage(viewer, event.id, "event") == event
            continue
        with pytest.raises(Refusal) as refused:
            await events.to_manage(viewer, event.id, "event")
        is_seen = state is EventState.PUBLISHED or name in PREPARING
        expected = NotAllowed if is_seen else NotFound
        assert type(refused.value) is (SignInRequired if name in {"nobody", "device"} else expected)


async def test_whoever_is_signed_in_and_sees_an_event_may_register() -> None:
    viewers, event = await _scene(EventState.PUBLISHED)
    for name, viewer in viewers.items():
        if name in {"nobody", "device"}:
            with pytest.raises(SignInRequired):
                await events.to_register(viewer, event.id, "event")
        else:
            assert await events.to_register(viewer, event.id, "event") == event
    with pytest.raises(NotFound):
        await events.to_register(viewers["stranger"], ids.new(), "event")


async def test_events_are_listed_by_their_start_and_by_what_is_sought() -> None:
    north, south = await places.hall(name="North"), await places.hall(await places.venue("Other"))
    community_id, series_id = ids.new(), ids.new()
    late = await places.event(north, starts_at=DOORS + 9 * HOUR, community_id=community_id)
    early = await places.event(south, series_id=series_id)
    middle = await places.event(north, starts_at=DOORS + 5 * HOUR)
    stranger = await people.viewer(await people.member("Stranger"))

    async def listed(sought: Sought) -> list[Event]:
        return list((await events.page(stranger, sought, Window(10))).rows)

    assert await listed(Sought()) == [early, middle, late]
    assert await listed(Sought(starts_after=DOORS + 5 * HOUR)) == [middle, late]
    assert await listed(Sought(starts_before=DOORS + 5 * HOUR)) == [early]
    assert await listed(Sought(venue_id=north.venue_id)) == [middle, late]
    assert await listed(Sought(community_id=community_id)) == [late]
    assert await listed(Sought(series_id=series_id)) == [early]
    assert await listed(Sought(venue_id=ids.new())) == []
