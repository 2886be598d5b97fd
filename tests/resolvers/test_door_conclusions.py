"""What the door comes to through the API: conflicts, presences, undoings, overrides."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from models import clock, grants, ids, signing_keys
from models.check_ins import CheckIn
from models.conflicts import Conflict, ConflictKind
from models.door_changes import DoorChange, DoorChangeKind
from models.doors import Door, Reentry
from models.grants import Role
from models.passes import Pass
from models.points.ledger import PointsAccount
from models.presences import Presence
from models.registrations import Registration, RegistrationState
from models.scans.rows import Scan, ScanUndo
from models.seats import Seat
from models.staff_pins import StaffPin
from tests import doors, people
from tests.client import Api

MINUTE = timedelta(minutes=1)


async def _conflicts() -> dict[str, list[UUID]]:
    """The conflicts by kind, each with the tablets' ids of its scans."""
    said = {str(scan.id): scan.scan_id for scan in await Scan.all()}
    return {row.kind: [said[one] for one in row.scan_ids] for row in await Conflict.all()}


async def _points() -> list[tuple[int, int]]:
    return [(account.points, account.growth) for account in await PointsAccount.all()]


async def test_two_gates_offline_make_one_conflict_one_check_in_and_points_once(api: Api) -> None:
    north = await doors.door()
    south = await north.another_tablet("South")
    [token] = await doors.crowd(north.event, 1)
    now = clock.now()
    early = north.scan(token, now - 9 * MINUTE, shown="ADMITTED", alone=True)
    late = south.scan(token, now - 5 * MINUTE, shown="ADMITTED", alone=True)
    for door, scan in ((south, late), (north, early), (south, late)):
        await door.submit(api, [scan])
    assert await _conflicts() == {ConflictKind.DOUBLE: [UUID(early["id"]), UUID(late["id"])]}
    [check_in] = await CheckIn.all()
    assert (check_in.scan_id, check_in.gate_id) == (UUID(early["id"]), north.gate.id)
    assert await _points() == [(100, 50)]


async def test_what_a_tablet_showed_may_be_told_after_it_asked(api: Api) -> None:
    north = await doors.door()
    south = await north.another_tablet("South")
    [token] = await doors.crowd(north.event, 1)
    now = clock.now()
    await north.submit(api, [north.scan(token, now - 5 * MINUTE, shown="ADMITTED")])
    asked = south.scan(token, now - 2 * MINUTE)
    [answer] = await south.submit(api, [asked])
    assert (answer["verdict"], answer["gateName"]) == ("ALREADY_ADMITTED", "North")
    assert await Conflict.all().count() == 0
    # The answer came too late: by then the tablet had let the person in by itself.
    await south.submit(api, [asked | {"shown": "ADMITTED", "alone": True}])
    [conflict] = await Conflict.all()
    assert (conflict.kind, len(conflict.scan_ids)) == (ConflictKind.DOUBLE, 2)
    kept = await Scan.get(scan_id=asked["id"])
    assert (kept.shown, kept.is_alone) == ("ADMITTED", True)
    await south.submit(api, [asked | {"shown": "CANCELLED"}])
    assert (await Scan.get(scan_id=asked["id"])).shown == "ADMITTED"


async def test_an_admission_after_a_cancellation_is_a_conflict_and_no_check_in(api: Api) -> None:
    door = await doors.door()
    [seat] = await doors.seated(door.event, await people.member("Ann"))
    [token] = await doors.tokens(seat)
    await Seat.filter(id=seat.id).update(cancelled_at=clock.now() - 10 * MINUTE)
    scan = door.scan(token, clock.now() - MINUTE, shown="ADMITTED", alone=True)
    [answer] = await door.submit(api, [scan])
    assert answer["verdict"] == "CANCELLED"
    assert await _conflicts() == {ConflictKind.CANCELLED: [UUID(scan["id"])]}
    assert (await CheckIn.all().count(), await Presence.all().count()) == (0, 0)


async def test_a_scan_that_is_taken_back_takes_its_points_back(api: Api) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    scan = door.scan(token, clock.now() - MINUTE, shown="ADMITTED")
    await door.submit(api, [scan])
    assert await _points() == [(100, 50)]
    undo = {"kind": "undo", "id": str(ids.new()), "at": scan["at"] + 20_000, "scan": scan["id"]}
    for _ in range(2):
        assert (await door.hand_in(api, [undo]))["undone"] == [scan["id"]]
    assert (await CheckIn.all().count(), await Presence.all().count()) == (0, 0)
    assert await _points() == [(0, 0)]
    kinds = [change.kind for change in await DoorChange.filter(subject_id__not=UUID(int=0))]
    assert kinds.count(DoorChangeKind.UNDO) == 1
    await door.submit(api, [door.scan(token, clock.now(), shown="ADMITTED")])
    assert await _points() == [(100, 50)]


async def test_an_undo_may_come_before_its_scan(api: Api) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    scan = door.scan(token, clock.now() - MINUTE, shown="ADMITTED")
    undo = {"kind": "undo", "id": str(ids.new()), "at": scan["at"] + 20_000, "scan": scan["id"]}
    await door.hand_in(api, [undo])
    await door.submit(api, [scan])
    assert (await CheckIn.all().count(), await _points()) == (0, [])


async def test_nobody_takes_back_the_scan_of_another_tablet(api: Api) -> None:
    north = await doors.door()
    south = await north.another_tablet("South")
    [token] = await doors.crowd(north.event, 1)
    scan = north.scan(token, clock.now() - MINUTE, shown="ADMITTED")
    await north.submit(api, [scan])
    undo = {"kind": "undo", "id": str(ids.new()), "at": scan["at"] + 1_000, "scan": scan["id"]}
    await south.hand_in(api, [undo])
    assert await CheckIn.all().count() == 1


async def test_who_is_inside_follows_the_last_passage(api: Api) -> None:
    door = await doors.door()
    first, second = await doors.crowd(door.event, 2)
    now = clock.now()
    said = [
        door.scan(first, now - 9 * MINUTE),
        door.scan(second, now - 8 * MINUTE),
        door.scan(first, now - 5 * MINUTE, direction="EXIT"),
    ]
    answers = await door.submit(api, said[::-1])
    assert [answer["verdict"] for answer in answers] == ["LEFT", "ADMITTED", "ADMITTED"]
    inside = [row.is_inside for row in await Presence.all().order_by("at")]
    assert inside == [True, False]
    [again] = await door.submit(api, [door.scan(first, now - 2 * MINUTE)])
    assert again["verdict"] == "READMITTED"
    assert await Presence.filter(is_inside=True, hall_id=door.gate.hall_id).count() == 2


async def test_the_doors_own_rules_decide(api: Api) -> None:
    door = await doors.door()
    await doors.crowd(door.event, 1)
    await Door.create(event=door.event, reentry=Reentry.NEVER, closes_minutes=0, opens_minutes=30)
    starts_at = door.event.starts_at
    await Pass.all().update(not_before=starts_at - 60 * MINUTE)
    [token] = await doors.tokens(await Seat.get())
    said = [
        door.scan(token, starts_at - 31 * MINUTE),
        door.scan(token, starts_at - 30 * MINUTE + MINUTE / 60),
        door.scan(token, starts_at + 5 * MINUTE, direction="EXIT"),
        door.scan(token, starts_at + 9 * MINUTE),
    ]
    answers = await door.submit(api, said)
    verdicts = [answer["verdict"] for answer in answers]
    assert verdicts == ["NOT_OPEN", "ADMITTED", "LEFT", "ALREADY_ADMITTED"]


async def test_somebody_without_a_pass_is_admitted_by_their_seat(api: Api) -> None:
    door, other = await doors.door(), await doors.door("Brunch")
    [seat] = await doors.seated(door.event, await people.member("Ann"))
    [elsewhere] = await doors.seated(other.event, await people.member("Ben"))
    found = [door.scan("", seat=str(one)) for one in (seat.id, elsewhere.id, ids.new())]
    answers = await door.submit(api, found)
    assert [answer["verdict"] for answer in answers] == ["ADMITTED", "UNKNOWN", "UNKNOWN"]
    assert [answer["holderName"] for answer in answers] == ["Ann", "", ""]
    [again] = await door.submit(api, [door.scan((await doors.tokens(seat))[0])])
    assert again["verdict"] == "ALREADY_ADMITTED"


@pytest.mark.parametrize("is_supervisor", [True, False])
async def test_only_a_supervisor_of_the_venue_overrides(api: Api, *, is_supervisor: bool) -> None:
    door = await doors.door()
    gus = await people.member("Gus")
    await grants.give(gus, Role.VENUE_STAFF, door.event.venue_id, by=None)
    if is_supervisor:
        await StaffPin.create(
            venue_id=door.event.venue_id, member=gus, salt=b"s", iterations=1, pin_hash=b"h"
        )
    [seat] = await doors.seated(door.event, await people.member("Ann"))
    [token] = await doors.tokens(seat)
    await Seat.filter(id=seat.id).update(cancelled_at=clock.now() - 10 * MINUTE)
    override = {"by": str(gus.id), "reason": "The organiser vouches for her"}
    scan = door.scan(token, shown="CANCELLED", alone=True, override=override)
    [answer] = await door.submit(api, [scan])
    assert answer["verdict"] == "CANCELLED"
    assert await CheckIn.all().count() == is_supervisor
    kept = await Scan.get(scan_id=scan["id"])
    assert kept.override_by_id == (gus.id if is_supervisor else None)
    assert await Conflict.all().count() == (not is_supervisor)
    assert kept.override_reason == "The organiser vouches for her"


async def test_a_member_on_two_seats_keeps_the_points_of_the_other(api: Api) -> None:
    door = await doors.door()
    ann = await people.member("Ann")
    [first] = await doors.seated(door.event, ann)
    await Registration.all().update(state=RegistrationState.CANCELLED)
    [second] = await doors.seated(door.event, ann)
    now = clock.now()
    tokens = await doors.tokens(first, second)
    scans = [door.scan(token, now - n * MINUTE) for n, token in enumerate(tokens, start=1)]
    await door.submit(api, scans)
    undo = {"kind": "undo", "id": str(ids.new()), "at": scans[1]["at"], "scan": scans[1]["id"]}
    await door.hand_in(api, [undo])
    assert await CheckIn.all().count() == 1
    assert await _points() == [(100, 50)]


async def test_any_order_of_arrival_in_parallel_comes_to_the_same_door(api: Api) -> None:
    north = await doors.door()
    south = await north.another_tablet("South")
    tokens = await doors.crowd(north.event, 5)
    opened, random = clock.now() - 30 * MINUTE, Random(5)
    said: list[tuple[doors.Door, dict[str, Any]]] = []
    for number, token in enumerate(tokens):
        for step, door in enumerate((north, south, north, south)):
            at = opened + timedelta(seconds=31 * number + 71 * step)
            goes_out = step == 2 and number % 2
            way = {"direction": "EXIT"} if goes_out else {"shown": "ADMITTED"}
            said.append((door, door.scan(token, at) | way))
    for door, scan in said[::7]:
        undo = {"kind": "undo", "id": str(ids.new()), "at": scan["at"] + 5_000, "scan": scan["id"]}
        said.append((door, undo))
    expected: dict[str, list[Any]] = {}
    for _ in range(3):
        await _forget_everything()
        random.shuffle(said)
        await asyncio.gather(*(door.hand_in(api, [item]) for door, item in said))
        told: dict[str, list[Any]] = {
            "conflicts": sorted(
                [(str(row.seat_id), row.kind, len(row.scan_ids)) for row in await Conflict.all()]
            ),
            "check_ins": sorted(str(row.scan_id) for row in await CheckIn.all()),
            "inside": sorted((str(p.seat_id), p.is_inside) for p in await Presence.all()),
        }
        expected = expected or told
        assert told == expected
    assert len(expected["check_ins"]) == 5


async def _forget_everything() -> None:
    for noun in (Conflict, CheckIn, Presence, DoorChange, ScanUndo, Scan):
        await noun.all().delete()


async def test_a_pass_of_a_retired_key_that_was_let_in_is_a_conflict_of_its_seat(api: Api) -> None:
    door = await doors.door()
    shown_to_all, asked = await doors.crowd(door.event, 2)
    await signing_keys.retire(await signing_keys.current_id())
    scan = door.scan(shown_to_all, shown="ADMITTED", alone=True)
    stranger = door.scan("PD1:" + "A" * 200, shown="ADMITTED", alone=True)
    answers = await door.submit(api, [scan, stranger, door.scan(asked)])
    assert [answer["verdict"] for answer in answers] == ["FORGED"] * 3
    assert [answer["holderName"] for answer in answers] == [""] * 3
    assert await _conflicts() == {ConflictKind.RETIRED_KEY: [UUID(scan["id"])]}
    assert (await CheckIn.all().count(), await _points()) == (0, [])
