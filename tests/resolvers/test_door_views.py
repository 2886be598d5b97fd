"""The door as a supervisor sees it: counted right, read once for all, and shut with the role."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock, database, passes, registering
from models.access.viewer import Viewer
from models.check_ins import CheckIn
from models.contacts import Contact
from models.devices import Device, DeviceAssignment
from models.door_views import reading
from models.edges import Edge
from models.events import Event
from models.grants import Role
from models.halls import Hall
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from models.staff_pins import StaffPin
from schema.nodes import encode
from tests import clashes, doors, people
from tests.client import Api
from tests.doors import Door
from tests.screens import VIEW
from tests.statements import counted

_DOOR = f"query($id: ID!) {{ node(id: $id) {{ ... on Event {{ door {VIEW} }} }} }}"
_TOLD = ("batteryPercent", "unsentCount", "isOnDuty", "isSilent")


async def _view(api: Api, viewer: Viewer, event: Event) -> dict[str, Any]:
    found = await api(_DOOR, as_=viewer, id=encode("Event", event.id))
    view: dict[str, Any] = found["node"]["door"]
    return view


async def _staff(door: Door) -> Viewer:
    return await people.with_role("Stan", Role.VENUE_STAFF, door.event.venue_id)


async def test_people_are_counted_by_where_they_are(api: Api) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 6)
    stan = await _staff(door)
    empty = await _view(api, stan, door.event)
    await door.verdicts(api, *tokens[:4], tokens[0], "PD1:FORGED", "nonsense")
    out = door.scan(tokens[0], clock.now() + timedelta(seconds=1), direction="EXIT")
    await door.submit(api, [out])
    view = await _view(api, stan, door.event)
    names = ("inside", "expected", "admitted", "refused", "walkIns", "conflictCount")
    assert [empty[name] for name in names] == [0, 6, 0, 0, 0, 0]
    assert [view[name] for name in names] == [3, 2, 4, 2, 0, 0]
    assert view["halls"] == [{"inside": 3, "hall": {"name": "Hall"}}]


async def test_who_was_turned_away_by_what_was_shown_is_refused_unless_overridden_or_undone(
    api: Api,
) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    stan = await _staff(door)
    await StaffPin.create(
        venue_id=door.event.venue_id, member_id=stan.member_id, salt=b"", iterations=1, pin_hash=b""
    )
    again = door.scan(token, shown="ALREADY_ADMITTED", alone=True)
    let_in: dict[str, Any] = {"override": {"by": str(stan.member_id), "reason": "Knows them"}}
    overridden = door.scan(token, shown="ALREADY_ADMITTED", alone=True, **let_in)
    undone = door.scan(token, shown="ALREADY_ADMITTED", alone=True)
    undo = {
        "kind": "undo", "id": str(door.device.id), "scan": undone["id"], "at": undone["at"] + 1000
    }  # fmt: skip
    await door.hand_in(api, [door.scan(token, shown="ADMITTED"), again, overridden, undone, undo])
    assert (await _view(api, stan, door.event))["refused"] == 1


async def test_a_person_with_two_seats_is_inside_once(api: Api) -> None:
    door, ann = await doors.door(), await people.member("Ann")
    seats = await doors.seated(door.event, ann)
    await Registration.all().update(state=RegistrationState.CANCELLED)  # her first, given up later
    seats += await doors.seated(door.event, ann)
    await door.verdicts(api, *await doors.tokens(*seats))
    view = await _view(api, await _staff(door), door.event)
    assert (view["admitted"], view["inside"], view["halls"][0]["inside"]) == (2, 1, 1)


async def test_who_waits_gave_up_or_has_a_pass_that_ran_out_is_not_expected(api: Api) -> None:
    door = await doors.door()
    people_ = [await people.member(name) for name in ("Ann", "Ben", "Cara")]
    seats = await doors.seated(door.event, *people_)
    await passes.reissue(seats[0], by=people_[0].id)
    await Seat.filter(id=seats[1].id).update(cancelled_at=clock.now())
    await passes.Pass.filter(seat_id=seats[2].id).update(expires_at=clock.now())
    async with database.transaction():
        await Event.filter(id=door.event.id).update(capacity=1, seats_taken=1)
        event = await Event.get(id=door.event.id)
        await registering.register(event, await people.member("Dora"), guests=[])
    assert (await _view(api, await _staff(door), door.event))["expected"] == 1


async def test_walk_ins_are_those_of_the_admitted_whom_a_tablet_registered(api: Api) -> None:
    door = await doors.door()
    await door.verdicts(api, *await doors.crowd(door.event, 2))
    registration = await Registration.create(
        event=door.event, device_id=door.device.id, state=RegistrationState.CONFIRMED, seat_count=1
    )
    contact = await Contact.create(name="Wanda", locale="en")
    seat = await Seat.create(
        registration=registration, event=door.event, contact=contact, position=1
    )
    await CheckIn.create(
        seat=seat, event_id=door.event.id, gate_id=door.gate.id, device_id=door.device.id,
        scan_id=seat.id, at=clock.now(),
    )  # fmt: skip
    view = await _view(api, await _staff(door), door.event)
    assert (view["admitted"], view["walkIns"]) == (3, 1)


async def test_arrivals_are_told_for_each_of_the_last_sixty_minutes(api: Api) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 5)
    now = clock.now().replace(second=30)
    before = [0, 0, 3, 59, 60]
    with clock.injected(lambda: now):
        scans = [
            door.scan(token, now - timedelta(minutes=minutes))
            for token, minutes in zip(tokens, before, strict=True)
        ]
        await door.submit(api, scans)
        view = await _view(api, await _staff(door), door.event)
    counts = [each["count"] for each in view["arrivals"]]
    expected = [0] * 60
    expected[59], expected[56], expected[0] = 2, 1, 1
    assert counts == expected
    minute = now.replace(second=0, microsecond=0)
    assert view["arrivals"][-1]["at"] == minute.isoformat()
    assert view["arrivals"][0]["at"] == (minute - timedelta(minutes=59)).isoformat()


async def test_an_event_at_a_whole_venue_has_all_its_halls(api: Api) -> None:
    door = await doors.door()
    await Hall.create(venue_id=door.event.venue_id, name="Annex", capacity=10)
    await Event.filter(id=door.event.id).update(hall_id=None)
    await door.verdicts(api, *await doors.crowd(door.event, 1))
    view = await _view(api, await _staff(door), await Event.get(id=door.event.id))
    assert view["halls"] == [
        {"inside": 0, "hall": {"name": "Annex"}},
        {"inside": 1, "hall": {"name": "Hall"}},
    ]


async def test_open_conflicts_are_told_the_newest_first_and_settled_ones_are_not(
    api: Api,
) -> None:
    at = await clashes.clash(api, "Ann", "Ben", "Cara")
    olga, rows = await people.operator(), await at.conflicts()
    await api.mutate(
        "conflictSettle", "", as_=olga, conflict=encode("Conflict", rows[0].id),
        settlement="HARMLESS",
    )  # fmt: skip
    view = await _view(api, olga, at.north.event)
    assert [each["holderName"] for each in view["conflicts"]] == ["Cara", "Ben"]
    assert view["conflictCount"] == 2
    gates = [
        {"gateName": name, "gate": {"name": name}, "device": {"name": "Tablet"}}
        for name in ("North", "South")
    ]
    assert view["conflicts"][0] == {
        "kind": "DOUBLE", "holderName": "Cara", "apartSeconds": 90, "passages": gates,
    }  # fmt: skip


async def test_a_tablet_is_told_once_with_what_it_last_said_and_silent_only_on_duty(
    api: Api,
) -> None:
    door = await doors.door()
    other = await door.another_tablet("South")
    await other.device.assign(
        door.event, door.gate, clock.now() - timedelta(days=2), clock.now() - timedelta(days=1),
        by=door.event.id,
    )  # fmt: skip
    long_ago = clock.now() - timedelta(minutes=3)
    await Device.filter(id=door.device.id).update(
        name="A", battery_percent=17, unsent_count=4, seen_at=clock.now()
    )
    await Device.filter(id=other.device.id).update(name="B", seen_at=long_ago)
    revoked = await door.another_tablet("East")
    await revoked.device.revoke(by=door.event.id)
    off = await door.another_tablet("West")
    await Device.filter(id=off.device.id).update(name="C")
    await DeviceAssignment.filter(device_id=off.device.id).update(ends_at=clock.now())
    devices = (await _view(api, await _staff(door), door.event))["devices"]
    told = [
        (each["device"]["name"], each["gate"]["name"], *(each[name] for name in _TOLD))
        for each in devices
    ]
    assert told == [
        ("A", "North", 17, 4, True, False),
        ("B", "South", None, 0, True, True),
        ("C", "West", None, 0, False, False),
    ]


async def test_edges_of_the_event_are_told_until_they_are_revoked(api: Api) -> None:
    door = await doors.door()
    for name, revoked_at in (("Laptop", None), ("Old", clock.now())):
        await Edge.create(
            event=door.event, name=name, address="https://edge.example", revoked_at=revoked_at,
            credential_hash=name, seen_at=clock.now(),
        )  # fmt: skip
    view = await _view(api, await _staff(door), door.event)
    assert view["edges"] == [
        {"name": "Laptop", "address": "https://edge.example", "isSilent": False}
    ]


@pytest.mark.parametrize("count", [2, 30])
async def test_a_view_takes_the_same_few_statements_whatever_its_size(api: Api, count: int) -> None:
    at = await clashes.clash(api, *[f"Guest{number}" for number in range(count)])
    for number in range(count):
        await at.north.another_tablet(f"Gate {number}")
    async with counted() as statements:
        view = await reading.view(at.north.event)
    assert len(view.conflicts) == count
    assert len(statements) == 7
