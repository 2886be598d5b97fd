"""Walk-ins that the rules had shut out by the time they were told of: nobody vanishes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import clock, database, ids
from models import doors as rules
from models.access.viewer import recognise
from models.check_ins import CheckIn
from models.conflicts import Conflict, ConflictKind
from models.contacts import Contact
from models.devices import DeviceAssignment
from models.events import Event
from models.registrations import Registration
from models.scans.rows import Scan
from models.seats import Seat
from tests import doors
from tests.client import Api
from tests.tablets import milliseconds

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def at() -> datetime:
    """A moment in the past, the same for the whole test."""
    return clock.now() - 30 * MINUTE


def _walk_in(at: datetime) -> dict[str, Any]:
    return {
        "kind": "walkIn", "id": str(ids.new()), "at": milliseconds(at), "seat": str(ids.new()),
        "name": "Walter", "phone": "+8613912345678", "shown": "ADMITTED", "alone": True,
    }  # fmt: skip


async def _came() -> tuple[int, int, int]:
    """How many seats and people there are, and how many of them have a check-in."""
    return await Seat.all().count(), await Contact.all().count(), await CheckIn.all().count()


async def _kinds() -> list[ConflictKind]:
    return [conflict.kind for conflict in await Conflict.all()]


async def test_who_walks_in_after_the_event_within_the_duty_is_checked_in(
    api: Api, at: datetime
) -> None:
    door = await doors.door()
    await Event.filter(id=door.event.id).update(ends_at=at - 5 * MINUTE)
    [answer] = await door.submit(api, [_walk_in(at)])
    assert (answer["verdict"], answer["holderName"]) == ("ADMITTED", "Walter")
    assert (await _came(), await _kinds()) == ((1, 1, 1), [])


async def test_who_walked_in_before_walk_ins_were_switched_off_is_checked_in(
    api: Api, at: datetime
) -> None:
    door = await doors.door()
    with clock.injected(lambda: at):
        await _set(door.event, has_walk_ins=False)
    with clock.injected(lambda: at + MINUTE):
        await _set(door.event, has_walk_ins=False, grace_minutes=5)
    answers = await door.submit(api, [_walk_in(at - MINUTE), _walk_in(at + 2 * MINUTE)])
    assert [answer["verdict"] for answer in answers] == ["ADMITTED", "NOT_OPEN"]
    assert await Seat.filter(cancelled_at=None).count() == 2
    assert (await _came(), await _kinds()) == ((2, 2, 1), [ConflictKind.OTHER])

    await _set(door.event, has_walk_ins=True)
    [answer] = await door.submit(api, [_walk_in(at + 3 * MINUTE)])
    assert answer["verdict"] == "ADMITTED"


async def _set(event: Event, **said: Any) -> None:
    async with database.transaction():
        await rules.set_rules(event, said, by=ids.new())


async def test_who_walked_in_after_the_event_was_cancelled_is_a_conflict(
    api: Api, at: datetime
) -> None:
    door = await doors.door()
    await Event.filter(id=door.event.id).update(cancelled_at=at - MINUTE)
    said = _walk_in(at)
    for _ in range(2):
        [answer] = await door.submit(api, [said])
        assert answer["verdict"] == "CANCELLED"
    assert (await _came(), await _kinds()) == ((1, 1, 0), [ConflictKind.CANCELLED])
    assert (await Seat.get()).cancelled_at == at - MINUTE


async def test_a_tablet_whose_duty_is_over_lets_nobody_in(api: Api, at: datetime) -> None:
    door = await doors.door()
    await DeviceAssignment.filter(device_id=door.device.id).update(ends_at=at - SECOND)
    tablet = await recognise(door.device.credential)
    assert tablet is not None
    door = replace(door, tablet=tablet)
    answers = await door.submit(api, [_walk_in(at - MINUTE), _walk_in(at)])
    assert [answer["verdict"] for answer in answers] == ["ADMITTED", "EXPIRED"]
    assert (await _came(), await Registration.all().count()) == ((1, 1, 1), 1)
    assert await Scan.all().count() == 2
