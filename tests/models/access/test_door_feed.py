from dataclasses import replace
from datetime import timedelta

import pytest

from models import clock, devices, edges, ids
from models.access.door_feed import to_carry
from models.access.viewer import Viewer, recognise
from models.devices import DeviceAssignment
from models.refusals import NotFound, Refusal, SignInRequired
from models.venues import Venue
from tests import doors, people
from tests.doors import Door
from tests.models.access import crew
from tests.tablets import TabletKey

pytestmark = pytest.mark.usefixtures("db")
SECOND = timedelta(seconds=1)


async def _viewers(door: Door) -> dict[str, Viewer]:
    """Whoever might ask, and only one who may."""
    olga = await people.member("Olga2")
    idle = await devices.enrol(door.event.venue_id, "Idle", TabletKey().public, by=olga.id)
    edge = await recognise((await edges.enrol(door.event.id, "Desk", by=olga.id)).credential)
    unused = await recognise(idle.credential)
    assert edge is not None
    assert unused is not None
    return await crew.of(await Venue.get(id=door.event.venue_id)) | {
        "tablet": door.tablet,
        "idle tablet": unused,
        "tablet elsewhere": (await doors.door("Brunch")).tablet,
        "edge": edge,
    }


async def _answer(viewer: Viewer, door: Door) -> type[Refusal] | None:
    try:
        assert (await to_carry(viewer, door.event.id)).id == door.event.id
    except Refusal as refusal:
        return type(refusal)
    return None


async def test_a_tablet_with_a_duty_there_carries_the_people_and_nobody_else() -> None:
    door = await doors.door()
    viewers = await _viewers(door)
    answers = {name: await _answer(viewer, door) for name, viewer in viewers.items()}
    assert answers.pop("tablet") is None
    tablets = {"idle tablet", "tablet elsewhere", "device"}
    assert {name for name, answer in answers.items() if answer is NotFound} == tablets
    assert {name for name, answer in answers.items() if answer is SignInRequired} == (
        answers.keys() - tablets
    )
    assert {*crew.NAMES, "edge"} <= answers.keys()
    for viewer in viewers.values():
        with pytest.raises(SignInRequired if viewer.device_id is None else NotFound):
            await to_carry(viewer, ids.new())


async def test_a_duty_counts_before_its_time_and_not_after_it() -> None:
    door = await doors.door()
    [duty] = door.tablet.duties
    for now, answer in {
        duty.starts_at - timedelta(days=7): None,
        duty.ends_at - SECOND: None,
        duty.ends_at: NotFound,
    }.items():
        with clock.injected(lambda now=now: now):  # type: ignore[misc]
            assert await _answer(door.tablet, door) is answer
    later = replace(duty, starts_at=duty.ends_at, ends_at=duty.ends_at + timedelta(hours=1))
    both = replace(door.tablet, duties=(duty, later))
    with clock.injected(lambda: duty.ends_at):
        assert await _answer(both, door) is None


async def test_nobody_carries_them_half_a_day_after_the_event() -> None:
    door = await doors.door()
    gone_at = door.event.ends_at + timedelta(hours=12)
    await DeviceAssignment.all().update(ends_at=gone_at + timedelta(days=1))
    tablet = await recognise(door.device.credential)
    assert tablet is not None
    with clock.injected(lambda: gone_at - SECOND):
        assert await _answer(tablet, door) is None
    with clock.injected(lambda: gone_at):
        assert await _answer(tablet, door) is NotFound
