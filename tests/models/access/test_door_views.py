import pytest

from models import ids
from models.access import door_views
from models.door_views import reading
from models.refusals import NotFound, SignInRequired
from models.venues import Venue
from tests import doors
from tests.models.access import crew

pytestmark = pytest.mark.usefixtures("db")
SEEING = {"staff", "operator"}
UNSIGNED = {"nobody", "device", "tablet"}


async def test_the_view_of_a_door_is_for_the_venues_staff_and_operators() -> None:
    door = await doors.door()
    event = door.event
    viewers = await crew.of(await Venue.get(id=event.venue_id)) | {"tablet": door.tablet}
    view = await reading.view(event)
    for name, viewer in viewers.items():
        is_seeing = name in SEEING
        assert set(await door_views.of_events(viewer, [event.id, ids.new()])) == (
            {event.id} if is_seeing else set()
        ), name
        assert door_views.may_watch(viewer, view) is is_seeing
        if is_seeing:
            assert await door_views.to_watch(viewer, event.id) is not None
        for event_id in (event.id, ids.new()) if not is_seeing else (ids.new(),):
            with pytest.raises(SignInRequired if name in UNSIGNED else NotFound):
                await door_views.to_watch(viewer, event_id)
