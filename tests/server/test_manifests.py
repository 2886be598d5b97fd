"""Manifests as tablets download them: who may, what they hold, and that nothing else does."""

import asyncio
import gzip
import json
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from models import cancelling, clock, database, devices, doors, passes, sessions, signing_keys
from models.contacts import Contact
from models.devices import DeviceAssignment
from models.door_feed import DOORS
from models.doors import NameShown
from models.events import Event
from models.numbered import relay
from models.registrations import Registration
from models.seats import Seat
from schema import nodes
from tests import doors as test_doors
from tests import people, statements
from tests.downloads import Served, serving, short
from tests.house import SEAL
from tests.tablets import TabletKey, milliseconds
from venues.passes import PublicKey, verify

pytestmark = pytest.mark.usefixtures("db")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as server:
        yield server


async def test_a_manifest_holds_everyone_with_a_pass_and_no_more(served: Served) -> None:
    door = await test_doors.door()
    ann, ben, gone = await test_doors.seated(
        door.event, *[await people.member(name) for name in ("Ann", "王小明", "Cas")]
    )
    await Event.filter(id=door.event.id).update(seats_taken=3)
    await Contact.filter(id=ben.contact_id).update(phone="+8613912345678")
    await passes.reissue(ann, by=door.device.id)
    registration = await Registration.get(id=gone.registration_id)
    async with database.transaction():
        await cancelling.cancel(registration, by=gone.member_id or UUID(int=0))
    head, lines = await served.manifest(door)
    replaced = await passes.Pass.get(seat_id=ann.id, issue=1)
    assert replaced.replaced_at is not None
    gone_at = (await Seat.get(id=gone.id)).cancelled_at
    assert gone_at is not None
    assert lines == {
        short(ann): [short(ann), "Ann", "", "", 2, 0, [[1, milliseconds(replaced.replaced_at)]]],
        short(ben): [short(ben), "王小明", "wang xiao ming", "5678", 1],
        short(gone): [short(gone), "", "", "", 1, milliseconds(gone_at)],
    }
    assert head["event"]["id"] == str(door.event.id)
    assert (head["people"], head["v"], head["graceMs"]) == (3, 1, 240 * 60_000)
    assert head["validUntil"] - head["madeAt"] == 24 * 3_600_000
    assert [gate["id"] for gate in head["gates"]] == [str(door.gate.id)]
    assert "Cas" not in json.dumps(lines, ensure_ascii=False)


async def test_a_passes_key_in_the_head_verifies_it_and_a_retired_one_is_gone(
    served: Served,
) -> None:
    door = await test_doors.door()
    [token] = await test_doors.crowd(door.event, 1)

    def keys(head: dict[str, Any]) -> dict[bytes, PublicKey]:
        raw = {bytes.fromhex(key["id"]): b64decode(key["key"]) for key in head["keys"]}
        return {key_id: PublicKey(key_id, key) for key_id, key in raw.items()}

    head, _ = await served.manifest(door)
    assert verify(token, keys(head)).event == door.event.id
    await signing_keys.rotate(SEAL)
    first, _ = await served.changes(door, head["seq"], head["head"])
    rotated = json.loads(first[3])
    assert len(rotated["keys"]) == 2
    await signing_keys.retire(1)
    first, _ = await served.changes(door, first[0], rotated["head"])
    assert [key["id"] for key in json.loads(first[3])["keys"]] == ["02"]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (NameShown.FULL, ["王小明", "wang xiao ming"]),
        (NameShown.INITIAL, ["王*", "wang"]),
        (NameShown.NONE, ["", ""]),
    ],
)
async def test_the_rules_say_how_much_of_a_name_is_told(
    served: Served, how: NameShown, expected: list[str]
) -> None:
    door = await test_doors.door()
    [seat] = await test_doors.seated(door.event, await people.member("王小明"))
    await doors.set_rules(door.event, {"name_shown": how}, by=door.device.id)
    _, lines = await served.manifest(door)
    assert lines[short(seat)][1:3] == expected


async def test_only_a_device_with_a_duty_there_has_either(served: Served) -> None:
    door, other = await test_doors.door("Night drive"), await test_doors.door("Brunch")
    olga = await people.member("Olga2")
    idle = await devices.enrol(door.event.venue_id, "Idle", TabletKey().public, by=olga.id)
    revoked = await devices.enrol(door.event.venue_id, "Lost", TabletKey().public, by=olga.id)
    await DeviceAssignment.create(
        device=revoked, event=door.event, gate=door.gate,
        starts_at=door.event.starts_at, ends_at=door.event.ends_at,
    )  # fmt: skip
    async with database.transaction():
        await revoked.revoke(by=olga.id)
    member = (await sessions.open_for(olga)).token
    for what in ("manifest", "changes"):
        told = {
            name: (await served.get(door, what, after=0, credential=credential)).status_code
            for name, credential in {
                "own": door.device.credential,
                "other": other.device.credential,
                "idle": idle.credential,
                "revoked": revoked.credential,
                "member": member,
            }.items()
        }
        assert told == {"own": 200, "other": 404, "idle": 404, "revoked": 401, "member": 401}
        nobody = await served.client.get(f"/door/{nodes.encode('Event', door.event.id)}/{what}")
        nonsense = await served.client.get(
            f"/door/nonsense/{what}",
            headers={"Authorization": f"Bearer {door.device.credential}"},
        )
        assert (nobody.status_code, nonsense.status_code) == (401, 404)


async def test_there_is_nothing_half_a_day_after_the_event(served: Served) -> None:
    door = await test_doors.door()
    gone_at = door.event.ends_at + timedelta(hours=12)
    await DeviceAssignment.all().update(ends_at=gone_at + MINUTE)
    with clock.injected(lambda: gone_at - timedelta(seconds=1)):
        assert (await served.get(door, "manifest")).status_code == 200
    with clock.injected(lambda: gone_at):
        assert (await served.get(door, "manifest")).status_code == 404
        assert (await served.get(door, "changes", after=0)).status_code == 404


async def test_sixteen_tablets_at_once_are_sent_one_rendering(served: Served) -> None:
    door = await test_doors.door()
    await test_doors.crowd(door.event, 3)
    await served.changes(door, 0)
    carried = served.reception.house.carried
    event = nodes.encode("Event", door.event.id)
    async with statements.counted() as run:
        first, *others = [
            await made
            for made in [
                asyncio.ensure_future(carried.manifest(door.event.id, event)) for _ in range(16)
            ]
        ]
    assert all(other is first for other in others)
    assert sum("contacts" in statement for statement in run) == 2  # one page, and that it was all


async def test_whoever_has_the_manifest_is_not_sent_it_again_while_nothing_changes(
    served: Served,
) -> None:
    door = await test_doors.door()
    event = nodes.encode("Event", door.event.id)
    headers = {"Authorization": f"Bearer {door.device.credential}"}
    [shelf] = [served.reception.house.carried._shelf(door.event.id)]

    async def ask(tag: str = "") -> httpx.Response:
        said = headers | {"If-None-Match": tag}
        return await served.client.get(f"/door/{event}/manifest", headers=said)

    first = await ask()
    tag = first.headers["etag"]
    shelf.manifest_at -= 60
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = await ask(known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await ask('"other"')).content == first.content
    shelf.manifest_at -= 60
    assert (await ask(tag)).status_code == 200
    await test_doors.crowd(door.event, 1)
    while await relay.number(DOORS):
        pass
    shelf.manifest_at -= 11
    tag = (await ask(tag)).headers["etag"]
    shelf.manifest_at -= 11
    assert (await ask(tag)).status_code == 304
    await test_doors.seated(door.event, await people.member("Zoe"))
    while await relay.number(DOORS):
        pass
    shelf.manifest_at -= 11
    newer = await ask(tag)
    assert (newer.status_code, len(newer.text.splitlines())) == (200, 3)


async def test_no_cache_keeps_what_a_tablet_downloads(served: Served) -> None:
    door = await test_doors.door()
    for what in ("manifest", "changes"):
        answer = await served.get(door, what, after=0)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


async def test_what_changes_while_a_manifest_is_made_is_in_it_or_in_the_changes(
    served: Served,
) -> None:
    door = await test_doors.door()
    guests = [await people.member(f"Guest{number}") for number in range(12)]
    seats = await test_doors.seated(door.event, *guests)
    carried = served.reception.house.carried
    event = nodes.encode("Event", door.event.id)

    async def change() -> None:
        for place, seat in enumerate(seats):
            async with database.transaction():
                await passes.reissue(seat, by=door.device.id)
            if place % 3 == 0:
                await relay.number(DOORS)

    async def take() -> list[tuple[int, dict[str, list[Any]]]]:
        taken = []
        while not changing.done():
            carried._shelves.clear()
            made = await carried.manifest(door.event.id, event)
            first, *lines = map(json.loads, gzip.decompress(made.content).splitlines())
            taken.append((first["seq"], {line[0]: line for line in lines}))
        return taken

    changing = asyncio.create_task(change())
    taken = await take()
    await changing
    _, last = await served.manifest(door)
    assert [line[4] for line in last.values()] == [2] * len(seats)
    assert taken
    for seq, lines in taken:
        _, told = await served.changes(door, seq)
        for kind, person in told:
            assert kind == 2
            lines[person[0]] = person
        assert lines == last
