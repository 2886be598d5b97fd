"""What tablets download is paid for, from the same budget as what they ask."""

import pytest

from engine.rate import Rate
from server.door_downloads import CHANGES_COST, MANIFEST_COSTS
from tests import doors, statements
from tests.downloads import serving

pytestmark = pytest.mark.usefixtures("db")
_SLOW = 0.1


async def test_a_manifest_too_many_is_refused_with_the_time_to_wait() -> None:
    door = await doors.door()
    async with serving(Rate(2 * MANIFEST_COSTS, _SLOW)) as served:
        answers = [await served.get(door, "manifest") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["errors"][0]["code"] == "THROTTLED"
    seconds = MANIFEST_COSTS / _SLOW
    assert seconds - 60 < int(answers[2].headers["retry-after"]) <= seconds


async def test_changes_are_paid_for_where_nothing_has_changed_and_where_the_place_is_gone() -> None:
    door = await doors.door()
    async with serving(Rate(3 * CHANGES_COST, _SLOW)) as served:
        answers = [await served.get(door, "changes", after=after) for after in (0, 9, "x", 0)]
    assert [answer.status_code for answer in answers] == [200, 410, 400, 429]


async def test_what_cannot_be_paid_asks_nothing_of_the_door() -> None:
    door = await doors.door()
    async with serving(Rate(1, _SLOW / 1_000)) as served:
        assert (await served.get(door, "manifest")).status_code == 200  # a cost no bucket holds
        async with statements.counted() as run:
            assert (await served.get(door, "manifest")).status_code == 429
    assert not [statement for statement in run if "events" in statement and "title" in statement]


async def test_tablets_behind_one_address_share_what_it_has() -> None:
    north = await doors.door()
    south = await north.another_tablet("South")
    async with serving(Rate(2 * CHANGES_COST, _SLOW)) as served:
        asked = (north, south, south)
        answers = [await served.get(door, "changes", after=0) for door in asked]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
