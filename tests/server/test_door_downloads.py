"""What tablets download: who may, what it holds, and that nothing falls between its parts."""

import gzip
import io
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import cbor2
import httpx
import pytest
from starlette.applications import Starlette

from engine.rate import MemoryBuckets, Rate
from models import cancelling, clock, database, devices, doors, passes, sessions, signing_keys
from models.contacts import Contact
from models.devices import DeviceAssignment
from models.door_feed import DOORS
from models.doors import NameShown
from models.events import Event
from models.numbered import relay, retention
from models.registrations import Registration
from models.scans.rows import Scan
from models.seats import Seat
from schema import nodes
from server.authentication import Reception
from server.door_downloads import DoorDownloads
from server.rates import REFUSED, Budget
from tests import doors as test_doors
from tests import people
from tests.client import Api
from tests.house import SEAL, house
from tests.tablets import TabletKey, milliseconds
from venues.carried import Carried
from venues.passes import PublicKey, verify

pytestmark = pytest.mark.usefixtures("db")
MINUTE = timedelta(minutes=1)


@dataclass
class Served:
    """A client of a server at whose door a tablet stands."""

    client: httpx.AsyncClient
    reception: Reception

    async def get(self, door: test_doors.Door, what: str, **said: Any) -> httpx.Response:
        """A download as the door's tablet; what was made a moment ago is made anew."""
        self.reception.house.carried._shelves.clear()
        event = nodes.encode("Event", door.event.id)
        headers = {"Authorization": f"Bearer {said.pop('credential', door.device.credential)}"}
        headers |= said.pop("headers", {})
        return await self.client.get(f"/door/{event}/{what}", params=said, headers=headers)

    async def manifest(self, door: test_doors.Door) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        """The head, and the people by their seat."""
        answer = await self.get(door, "manifest")
        assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
        first, *others = [json.loads(line) for line in answer.text.splitlines()]
        return first, {line[0]: line for line in others}

    async def changes(
        self, door: test_doors.Door, after: int, head: str = ""
    ) -> tuple[list[Any], list[list[Any]]]:
        """Where the reader stands then, and what happened."""
        while await relay.number(DOORS):
            pass
        answer = await self.get(door, "changes", after=after, head=head)
        assert answer.status_code == 200, answer.text
        stream, items = io.BytesIO(answer.content), []
        while stream.tell() < len(answer.content):
            items.append(cbor2.load(stream))
        return items[0], items[1:]


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    rate = Rate(capacity=100 * REFUSED, per_second=REFUSED)
    reception = Reception(house(), Budget(rate, rate, MemoryBuckets(clock.now)))
    transport = httpx.ASGITransport(Starlette(routes=DoorDownloads(reception).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://paddock.test") as client:
        yield Served(client, reception)


def short(seat: Seat) -> str:
    return urlsafe_b64encode(seat.id.bytes).decode().rstrip("=")


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
    with clock.injected(lambda: gone_at - timedelta(seconds=1)):
        assert (await served.get(door, "manifest")).status_code == 200
    with clock.injected(lambda: gone_at):
        assert (await served.get(door, "manifest")).status_code == 404
        assert (await served.get(door, "changes", after=0)).status_code == 404


async def test_whoever_has_the_manifest_is_not_sent_it_again(served: Served) -> None:
    door = await test_doors.door()
    event = nodes.encode("Event", door.event.id)
    headers = {"Authorization": f"Bearer {door.device.credential}"}
    first = await served.client.get(f"/door/{event}/manifest", headers=headers)
    headers |= {"If-None-Match": first.headers["etag"]}
    again = await served.client.get(f"/door/{event}/manifest", headers=headers)
    assert (again.status_code, again.content) == (304, b"")


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
    await south.submit(api, [south.scan(other, now)])
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
    for nonsense in ("", "-1", "1.5", "x", "9" * 19):
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
