"""Walk-ins beyond the capacity, and such as are taken back: the same in whichever order."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count, permutations
from typing import Any
from uuid import UUID

import pytest
from tortoise.exceptions import IntegrityError

from models import clock, conflict_lists, ids
from models.check_ins import CheckIn
from models.conflicts import Conflict, ConflictKind, Settlement
from models.door_changes import DoorChange, DoorChangeKind
from models.events import Event
from models.presences import Presence
from models.registrations import Registration, RegistrationState
from models.scans.rows import Scan
from models.seats import Seat
from schema.nodes import encode
from tests import doors, people
from tests.client import Api
from tests.doors import Door
from tests.tablets import milliseconds

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
_OPEN = """query($id: ID!) { node(id: $id) { ... on Event {
  door { conflictCount conflicts { kind holderName passageCount } } } } }"""


@pytest.fixture
def at() -> datetime:
    """A moment in the past, the same for the whole test."""
    return clock.now() - 30 * MINUTE


def _walk_in(at: datetime, name: str = "Walter") -> dict[str, Any]:
    return {
        "kind": "walkIn", "id": str(ids.new()), "at": milliseconds(at), "seat": str(ids.new()),
        "name": name, "shown": "ADMITTED", "alone": True,
    }  # fmt: skip


def _undo(walk_in: dict[str, Any], after: timedelta = 9 * SECOND) -> dict[str, Any]:
    at = walk_in["at"] + after // timedelta(milliseconds=1)
    return {"kind": "undo", "id": str(ids.new()), "at": at, "scan": walk_in["id"]}


async def _with_room_for(free: int) -> Door:
    door = await doors.door()
    await Event.filter(id=door.event.id).update(capacity=10, seats_taken=10 - free)
    return door


async def _overfull() -> list[list[UUID]]:
    """The scans of each conflict, by the tablets' ids."""
    said = {str(scan.id): scan.scan_id for scan in await Scan.all()}
    found = await Conflict.filter(kind=ConflictKind.OVERFULL)
    return [[said[one] for one in row.scan_ids] for row in found]


async def test_walk_ins_beyond_the_capacity_are_in_and_one_conflict_of_the_event(
    api: Api, at: datetime
) -> None:
    door = await _with_room_for(1)
    said = [_walk_in(at + number * MINUTE, f"Guest {number}") for number in range(3)]
    for one in said:
        [answer] = await door.submit(api, [one])
        assert answer["verdict"] == "ADMITTED"
    assert await _overfull() == [[UUID(one["id"]) for one in said[1:]]]
    assert (await CheckIn.all().count(), await Seat.filter(cancelled_at=None).count()) == (3, 3)
    olga = await people.operator("Olga2")
    seen = (await api(_OPEN, as_=olga, id=encode("Event", door.event.id)))["node"]["door"]
    assert seen == {
        "conflictCount": 1,
        "conflicts": [{"kind": "OVERFULL", "holderName": "Guest 1", "passageCount": 2}],
    }


async def test_while_there_is_room_nobody_is_too_many(api: Api, at: datetime) -> None:
    door = await _with_room_for(2)
    await door.submit(api, [_walk_in(at), _walk_in(at + MINUTE)])
    assert await Conflict.all().count() == 0


async def test_walk_ins_undos_and_a_full_event_come_to_the_same_in_every_order(
    api: Api, at: datetime
) -> None:
    outcomes = set()
    for order in permutations(range(4)):
        door = await doors.door(f"In the order {order}")
        await Event.filter(id=door.event.id).update(capacity=1)
        first, second, third = (_walk_in(at + n * MINUTE, f"Guest {n}") for n in range(3))
        items = [first, second, third, _undo(second)]
        for index in order:
            await door.hand_in(api, [items[index]])
        outcomes.add(await _outcome(door, items))
    assert outcomes == {("", "CANCELLED", "", "Guest 2", ("third",), 2)}


async def _outcome(door: Door, items: Sequence[dict[str, Any]]) -> tuple[Any, ...]:
    """Which seats stand, whom the conflict names and with whose scans, and how many are in."""
    names = dict(zip((item["id"] for item in items), ("first", "second", "third"), strict=False))
    states = []
    for item in items[:3]:
        party = await Registration.get(id=item["seat"])
        seat = await Seat.get(id=item["seat"])
        is_whole = (party.state is RegistrationState.CANCELLED) == (seat.cancelled_at is not None)
        assert is_whole
        states.append("CANCELLED" if seat.cancelled_at else "")
    conflict = await Conflict.get(event_id=door.event.id).select_related("seat__contact")
    scans = {str(scan.id): str(scan.scan_id) for scan in await Scan.filter(event_id=door.event.id)}
    inside = await CheckIn.filter(event_id=door.event.id).count()
    joined = tuple(names[scans[one]] for one in conflict.scan_ids)
    return (*states, conflict.seat.contact.name, joined, inside)


async def test_an_undone_walk_in_gives_up_its_seat_and_whatever_followed(
    api: Api, at: datetime
) -> None:
    door = await _with_room_for(0)
    said = _walk_in(at)
    await door.submit(api, [said])
    assert len(await _overfull()) == 1
    told = await door.hand_in(api, [_undo(said)])
    assert told["undone"] == [said["id"]]
    seat = await Seat.get(id=said["seat"])
    assert seat.cancelled_at is not None
    assert abs(seat.cancelled_at - at - 9 * SECOND) < SECOND
    assert (await Registration.get()).state is RegistrationState.CANCELLED
    for table in (CheckIn, Conflict):
        assert await table.all().count() == 0
    assert await Presence.filter(is_inside=True).count() == 0
    changes = [change.kind for change in await DoorChange.all().order_by("id")]
    assert changes == [
        DoorChangeKind.SEAT, DoorChangeKind.SCAN, DoorChangeKind.UNDO, DoorChangeKind.SEAT,
    ]  # fmt: skip


async def test_a_walk_in_undone_too_late_or_by_another_tablet_keeps_its_seat(
    api: Api, at: datetime
) -> None:
    north = await doors.door()
    south = await north.another_tablet("South")
    said = _walk_in(at)
    await north.submit(api, [said])
    await north.hand_in(api, [_undo(said, 61 * SECOND)])
    await south.hand_in(api, [_undo(said)])
    assert (await Seat.get()).cancelled_at is None
    assert await CheckIn.all().count() == 1


async def test_of_a_later_scan_of_the_walk_in_an_undo_takes_nothing_but_itself(
    api: Api, at: datetime
) -> None:
    door = await doors.door()
    said = _walk_in(at)
    later = door.scan("", at + MINUTE, seat=said["seat"], shown="ALREADY_ADMITTED")
    await door.submit(api, [said, later])
    await door.hand_in(api, [_undo(later)])
    assert (await Seat.get()).cancelled_at is None
    assert await CheckIn.all().count() == 1


async def test_a_settled_conflict_of_a_full_event_is_not_opened_by_the_next(
    api: Api, at: datetime
) -> None:
    door, by = await _with_room_for(0), ids.new()
    said = _walk_in(at)
    await door.submit(api, [said])
    [conflict] = await Conflict.all()
    await conflict.settle(Settlement.HARMLESS, "The hall is large", by=by)
    await door.submit(api, [_walk_in(at + MINUTE)])
    await door.hand_in(api, [_undo(said)])
    [kept] = await Conflict.all()
    assert (kept.id, kept.settled_by_id, len(kept.scan_ids)) == (conflict.id, by, 1)


async def test_of_walk_ins_by_twelve_tablets_at_once_there_is_one_conflict_of_all(
    api: Api, at: datetime
) -> None:
    door = await _with_room_for(3)
    tablets = [await door.another_tablet(f"Gate {number}") for number in range(12)]
    minutes = count()
    said = [(tablet, _walk_in(at + next(minutes) * SECOND)) for tablet in tablets]
    await asyncio.gather(*(tablet.submit(api, [one]) for tablet, one in said))
    assert await _overfull() == [[UUID(one["id"]) for _, one in said[3:]]]


async def test_the_database_itself_lets_no_event_have_two(api: Api, at: datetime) -> None:
    door = await _with_room_for(0)
    await door.submit(api, [_walk_in(at), _walk_in(at + MINUTE)])
    said: dict[str, Any] = {"event_id": door.event.id, "kind": ConflictKind.OVERFULL}
    seats = await Seat.all()
    with pytest.raises(IntegrityError):
        for seat in seats:
            await Conflict.create(seat_id=seat.id, **said)
    assert await Conflict.all().count() == 1


async def test_every_tablet_that_let_in_one_too_many_hears_of_it(api: Api, at: datetime) -> None:
    north = await _with_room_for(0)
    south = await north.another_tablet("South")
    idle = await north.another_tablet("West")
    for number, door in enumerate((north, south)):
        await door.submit(api, [_walk_in(at + number * MINUTE)])
    since = at - MINUTE
    told = [
        [conflict.kind for conflict in await conflict_lists.of_device(one.device.id, since)]
        for one in (north, south, idle)
    ]
    assert told == [[ConflictKind.OVERFULL], [ConflictKind.OVERFULL], []]
