import pytest

from models.access import conflicts
from models.excerpts import Excerpt
from models.pages import Window
from models.refusals import NotFound, SignInRequired
from models.venues import Venue
from tests import clashes
from tests.client import Api
from tests.models.access import crew

SEEING = {"staff", "operator"}
UNSIGNED = {"nobody", "device"}


async def test_a_conflict_is_for_the_venues_staff_and_operators(api: Api) -> None:
    at = await clashes.clash(api)
    event = at.north.event
    [row] = await at.conflicts()
    viewers = await crew.of(await Venue.get(id=event.venue_id)) | {"tablet": at.north.tablet}
    asked = Excerpt(event.id, Window(5))
    for name, viewer in viewers.items():
        is_seeing = name in SEEING
        assert (await conflicts.see(viewer, row.id) is not None) is is_seeing, name
        pages = await conflicts.pages_at(viewer, [asked])
        listed = [conflict.id for page in pages.values() for conflict in page.rows]
        assert listed == ([row.id] if is_seeing else [])
        assert (asked in pages) is is_seeing
        if is_seeing:
            assert (await conflicts.to_settle(viewer, row.id, "conflict")).id == row.id
            continue
        with pytest.raises(SignInRequired if name in {*UNSIGNED, "tablet"} else NotFound):
            await conflicts.to_settle(viewer, row.id, "conflict")
