from dataclasses import replace
from datetime import timedelta

import pytest

from models import clock, devices, edges, ids
from models.access import edges as door
from models.access.viewer import Viewer, recognise, refreshed
from models.edges import Edge
from models.refusals import NotFound, Refusal, SignInRequired
from models.venues import Venue
from tests import doors, people
from tests.doors import Door
from tests.models.access import crew

pytestmark = pytest.mark.usefixtures("db")
ALL = {*crew.NAMES, "the edge", "edge elsewhere", "tablet there"}
UNSIGNED = {"nobody", "device", "the edge", "edge elsewhere", "tablet there"}
MANAGE = {"staff", "operator"}


async def _edge(place: Door) -> Edge:
    gus = await people.member("Gus")
    return await edges.enrol(place.event.id, "Desk", by=gus.id)


async def _viewers(place: Door) -> tuple[Edge, dict[str, Viewer]]:
    viewers = await crew.of(await Venue.get(id=place.event.venue_id))
    edge = await _edge(place)
    elsewhere = await _edge(await doors.door("Brunch"))
    for name, one in (("the edge", edge), ("edge elsewhere", elsewhere)):
        known = await recognise(one.credential)
        assert known is not None
        viewers[name] = known
    return edge, viewers | {"tablet there": place.tablet}


async def test_an_edge_is_known_by_its_credential_until_it_is_revoked() -> None:
    place = await doors.door()
    edge = await _edge(place)
    known = await recognise(edge.credential, "192.0.2.7")
    assert known == Viewer(
        edge_id=edge.id, edge_event_id=place.event.id, zone="Asia/Shanghai", address="192.0.2.7"
    )
    assert known.actor == f"edge:{edge.id}"
    assert await refreshed(known) == known
    assert edge.credential not in str(await Edge.all().values())
    await edge.revoke(by=edge.id)
    assert await recognise(edge.credential) is None
    assert await refreshed(known) is None


async def test_the_staff_of_the_venue_see_and_manage_its_edges() -> None:
    place = await doors.door()
    edge, viewers = await _viewers(place)
    seen = {name for name, one in viewers.items() if await door.see(one, edge.id) == edge}
    assert seen == MANAGE | {"the edge"}
    listed = {
        name: await door.of_event(one, place.event.id, place.event.venue_id)
        for name, one in viewers.items()
    }
    assert listed == {name: [edge] if name in MANAGE else None for name in ALL}
    for deed in (
        lambda one: door.to_manage(one, edge.id, "edge"),
        lambda one: door.to_pair_for(one, place.event.id, "event"),
    ):
        answers: dict[str, type[Refusal] | None] = {}
        for name, one in viewers.items():
            try:
                await deed(one)
                answers[name] = None
            except Refusal as refusal:
                answers[name] = type(refusal)
        expected: dict[str, type[Refusal] | None] = dict.fromkeys(ALL, NotFound)
        expected |= dict.fromkeys(UNSIGNED, SignInRequired) | dict.fromkeys(MANAGE)
        assert answers == expected


async def test_only_an_edge_speaks_as_one_and_for_its_own_event_alone() -> None:
    place = await doors.door()
    edge, viewers = await _viewers(place)
    for name, one in viewers.items():
        if name == "the edge":
            assert door.to_speak(one) == (edge.id, place.event.id)
            assert await door.to_copy(one, place.event.id) == place.event.id
            assert await door.to_announce(one) == edge
            continue
        expected = NotFound if name == "edge elsewhere" else SignInRequired
        with pytest.raises(expected):
            await door.to_copy(one, place.event.id)


async def test_an_event_that_is_long_over_is_copied_no_more() -> None:
    place = await doors.door()
    _, viewers = await _viewers(place)
    later = place.event.ends_at + timedelta(hours=12)
    with clock.injected(lambda: later), pytest.raises(NotFound):
        await door.to_copy(viewers["the edge"], place.event.id)


async def test_an_edge_may_have_heard_the_tablets_of_its_venue_and_no_others() -> None:
    place, other = await doors.door(), await doors.door("Supper")
    _, viewers = await _viewers(place)
    idle = await devices.enrol(place.event.venue_id, "Idle", b"", by=ids.new())
    named = [place.device.id, other.device.id, idle.id, ids.new()]
    found = await door.heard_by(viewers["the edge"], named)
    assert set(found) == {place.device.id, idle.id}
    assert [found[place.device.id].public_key, found[idle.id].duties] == [place.key.public, ()]
    assert found[place.device.id].duties == place.tablet.duties
    with pytest.raises(SignInRequired):
        await door.heard_by(replace(viewers["the edge"], edge_id=None), named)
