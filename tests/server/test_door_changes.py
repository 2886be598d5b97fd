"""Changes as tablets download them, and that they come to what the manifest says."""

import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from itertools import zip_longest
from uuid import UUID

import pytest

from models import cancelling, clock, database, doors, passes
from models.door_changes import DoorChange
from models.door_feed import DOORS, reading
from models.events import Event
from models.numbered import relay, retention
from models.scans.rows import Scan
from schema import nodes
from tests import doors as test_doors
from tests import people, races, statements
from tests.client import Api
from tests.downloads import Served, serving, short
from tests.tablets import milliseconds
from venues.carried import Carried

pytestmark = pytest.mark.usefixtures("db")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as server:
        yield server


async def test_others_passages_are_told_and_ones_own_are_not(api: Api, served: Served) -> None:
    north = await test_doors.door()
    south = await north.another_tablet("South")
    seats = await test_doors.seated(
        north.event, *[await people.member(name) for name in ("Ann", "Ben")]
    )
    head, _ = await served.manifest(south)
    place = (await served.changes(south, head["seq"], head["head"]))[0][0]
    one, other = await test_doors.tokens(*seats)
    now = clock.now()
    said = north.scan(one, now - MINUTE)
    await north.submit(api, [said])
    await south.submit(api, [south.scan(other, now, shown="ADMITTED")])
    first, told = await served.changes(south, place, head["head"])
    kept = await Scan.get(scan_id=said["id"])
    at = milliseconds(kept.at) - milliseconds(north.event.starts_at)
    scan = UUID(said["id"]).bytes[-4:]
    gate = [each["id"] for each in head["gates"]].index(str(north.gate.id))
    assert told == [[0, seats[0].id.bytes, at, gate, 0, scan]]
    assert (first[1], first[3]) == (True, None)
    undo = {"kind": "undo", "id": said["id"], "at": said["at"] + 1, "scan": said["id"]}
    await north.hand_in(api, [undo])
    _, told = await served.changes(south, first[0], head["head"])
    assert told == [[1, seats[0].id.bytes, scan]]


async def test_seats_are_told_of_as_they_are_now_and_once(served: Served) -> None:
    door = await test_doors.door()
    head, _ = await served.manifest(door)
    [seat] = await test_doors.seated(door.event, await people.member("Ann"))
    for _ in range(2):
        seat = await passes.reissue(seat, by=door.device.id)
    _, told = await served.changes(door, head["seq"], head["head"])
    assert [(kind, person[0], person[4]) for kind, person in told] == [(2, short(seat), 3)]
    _, lines = await served.manifest(door)
    assert told[0][1] == lines[short(seat)]


async def test_changed_rules_are_told_as_a_new_head(served: Served) -> None:
    door = await test_doors.door()
    head, _ = await served.manifest(door)
    first, _ = await served.changes(door, head["seq"], head["head"])
    assert first[3] is None
    await doors.set_rules(door.event, {"opens_minutes": 30}, by=door.device.id)
    first, _ = await served.changes(door, head["seq"], head["head"])
    opens_at = milliseconds(door.event.starts_at - 30 * MINUTE)
    assert json.loads(first[3])["rules"]["opensAt"] == opens_at


async def test_a_place_that_is_forgotten_or_never_was_is_gone(served: Served) -> None:
    door = await test_doors.door()
    await test_doors.crowd(door.event, 3)
    first, told = await served.changes(door, 0)
    assert (first[0], len(told)) == (3, 3)
    assert (await served.get(door, "changes", after=4)).status_code == 410
    await retention.forget(DOORS, clock.now() + MINUTE)
    assert (await served.get(door, "changes", after=2)).status_code == 410
    assert (await served.get(door, "changes", after=3)).status_code == 200
    for nonsense in ("", "-1", "1.5", "x", "1e400", "NaN", "9" * 19):
        assert (await served.get(door, "changes", after=nonsense)).status_code == 400


async def test_changes_take_some_thirty_bytes_a_scan(api: Api, served: Served) -> None:
    north = await test_doors.door()
    south = await north.another_tablet("South")
    tokens = await test_doors.crowd(north.event, 50)
    head, _ = await served.manifest(south)
    place = (await served.changes(south, head["seq"], head["head"]))[0][0]
    await north.submit(api, [north.scan(token) for token in tokens])
    while await relay.number(DOORS):
        pass
    south_head = await Carried().head(south.event.id, nodes.encode("Event", south.event.id))
    answer = await served.get(south, "changes", after=place, head=south_head.hash)
    assert len(answer.content) / 50 < 36
    assert len(gzip.compress(answer.content)) / 50 < 34


async def test_a_cancelled_event_tells_of_every_seat(served: Served) -> None:
    door = await test_doors.door()
    await test_doors.crowd(door.event, 3)
    place = (await served.changes(door, 0))[0][0]
    async with database.transaction():
        event = await (await Event.get(id=door.event.id)).locked()
        event.cancelled_at = clock.now()
        await cancelling.cancel_all(event)
    _, told = await served.changes(door, place)
    assert [kind for kind, _ in told] == [2, 2, 2]
    assert all(person[5] > 0 for _, person in told)


async def test_the_floor_and_what_follows_are_read_at_one_moment() -> None:
    door = await test_doors.door()
    await test_doors.crowd(door.event, 3)
    while await relay.number(DOORS):
        pass
    async with statements.counted() as run:
        found = await reading.stretch(door.event.id, 1, 9, but_for=door.device.id)
    assert (found.end, len(found.changes)) == (3, 2)
    reads = [statement for statement in run if "door_changes" in statement or "floor" in statement]
    assert len(reads) == 1


async def test_retention_at_work_hides_no_gap() -> None:
    """Whoever reads while it runs is given all that follows, or told that it is gone."""
    door = await test_doors.door()
    await test_doors.crowd(door.event, 8)
    while await relay.number(DOORS):
        pass
    heard: list[int] = []

    async def read(after: int) -> None:
        try:
            found = await reading.stretch(door.event.id, after, 99, but_for=door.device.id)
        except reading.Gone:
            return
        assert found.end == 8
        heard.append(after + len(found.changes))

    ages = [change.at for change in await DoorChange.all().order_by("seq")]
    forgetting = [partial(retention.forget, DOORS, at) for at in ages]
    reads = [partial(read, after) for _ in range(4) for after in range(8)]
    mixed = [verb for pair in zip_longest(reads, forgetting) for verb in pair if verb]
    assert await races.raced(mixed) == {races.DONE: len(mixed)}
    assert set(heard) <= {8}


async def test_a_scan_that_was_turned_away_and_comes_to_count_is_told_to_its_own_tablet(
    api: Api, served: Served
) -> None:
    north = await test_doors.door()
    south, east = [await north.another_tablet(name) for name in ("South", "East")]
    [seat] = await test_doors.seated(north.event, await people.member("Ann"))
    [token] = await test_doors.tokens(seat)
    head, _ = await served.manifest(south)
    at = clock.now() - 30 * MINUTE
    first = north.scan(token, at, shown="ADMITTED")
    turned_away = south.scan(token, at + 5 * MINUTE, shown="ALREADY_ADMITTED", alone=True)
    await north.submit(api, [first])
    await south.submit(api, [turned_away])
    place = (await served.changes(south, head["seq"], head["head"]))[0][0]
    undo = {"kind": "undo", "id": first["id"], "at": first["at"] + 1, "scan": first["id"]}
    await north.hand_in(api, [undo])

    north_id, south_id = (UUID(scan["id"]).bytes[-4:] for scan in (first, turned_away))
    start, told = await served.changes(south, place, head["head"])
    assert [(item[0], item[-1]) for item in told] == [(0, south_id), (1, north_id)]

    earlier = east.scan(token, at + MINUTE, shown="ADMITTED", alone=True)
    await east.submit(api, [earlier])
    _, told = await served.changes(south, start[0], head["head"])
    east_id = UUID(earlier["id"]).bytes[-4:]
    assert [(item[0], item[-1]) for item in told] == [(0, east_id), (1, south_id)]
    _, told = await served.changes(east, start[0], head["head"])
    assert [(item[0], item[-1]) for item in told] == [(1, south_id)]
