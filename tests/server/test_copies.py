"""An edge's copy over HTTP: for that edge, what the door needs, and nothing else."""

import httpx

from models import clock, passes, staff_pins
from models.events import Event
from models.grants import Role
from models.venues import Venue
from schema.nodes import encode
from tests import copying, doors, people, relaying
from tests.application import service
from tests.client import Api
from tests.doors import Door

PHONE = "+8613800138000"


async def _get(http: httpx.AsyncClient, door: Door, token: str, **said: str) -> httpx.Response:
    tag = {"If-None-Match": said.pop("tag")} if "tag" in said else {}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await http.get(f"/door/{door.event.id}/copy", params=said, headers=headers | tag)


async def test_only_the_edge_of_the_event_has_its_copy(db: str) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    edge, elsewhere = await relaying.paired(door), await relaying.paired(other)
    async with service(db) as served:
        for token, status, code in (
            ("", 401, "SIGN_IN_REQUIRED"),
            ("pe_nonsense", 401, "UNAUTHENTICATED"),
            (door.device.credential, 401, "SIGN_IN_REQUIRED"),
            (elsewhere.row.credential, 404, "NOT_FOUND"),
        ):
            answer = await _get(served.client, door, token)
            assert answer.status_code == status
            assert answer.json()["errors"][0]["code"] == code
        answer = await _get(served.client, door, edge.row.credential)
        assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
        node = encode("Event", door.event.id)
        headers = {"Authorization": f"Bearer {edge.row.credential}"}
        same = await served.client.get(f"/door/{node}/copy", headers=headers)
        assert same.headers["etag"] == answer.headers["etag"]
        for since in ("-1", "x", "9" * 15, "9" * 30):
            answer = await _get(served.client, door, edge.row.credential, since=since)
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "OUT_OF_RANGE")


async def test_a_copy_holds_what_the_door_needs_and_no_more(db: str, api: Api) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    ann, cas = await people.member("Ann", phone=PHONE), await people.member("Cas")
    await doors.seated(door.event, ann)
    await doors.seated(other.event, cas)
    venue = await Venue.get(id=door.event.venue_id)
    gus = await people.with_role("Gus", Role.VENUE_STAFF, venue.id)
    await staff_pins.keep(venue, gus.as_member(), await staff_pins.hashed("123456"))
    await door.verdicts(api, *await doors.crowd(door.event, 1))
    edge = await relaying.paired(door)
    async with service(db) as served:
        answer = await _get(served.client, door, edge.row.credential)
    found = copying.tables(answer.content)
    assert [row["title"] for row in found["events"]] == ["Night drive"]
    assert {row["name"]: row["phone"] for row in found["contacts"]} == {"Ann": "8000", "Guest0": ""}
    assert [row["name"] for row in found["members"]] == ["Gus"]
    assert {name: len(rows) for name, rows in found.items()} == {
        "head": 1, "venues": 1, "halls": 1, "gates": 1, "events": 1, "doors": len(found["doors"]),
        "edges": 1, "dealers": 0, "event_dealers": 0, "lead_questions": 0, "consent_texts": 2,
        "members": 1, "grants": 1, "staff_pins": 1, "devices": 1, "device_assignments": 1,
        "signing_keys": 1, "contacts": 2, "registrations": 2, "seats": 2, "passes": 2,
        "scans": 1, "scan_undos": 0, "stand_leads": 0, "settled_conflicts": 0,
    }  # fmt: skip
    text = answer.content.decode()
    for secret in (PHONE, PHONE[:8], "@", "seed", "Brunch", "Cas", edge.row.credential_hash):
        assert secret not in text
    assert str(ann.id) not in text


async def test_a_copy_is_the_same_until_something_at_its_door_changes(db: str, api: Api) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    ann, bob = await people.member("Ann"), await people.member("Bob")
    [seat] = await doors.seated(door.event, ann)
    edge = await relaying.paired(door)
    olga = await people.member("Olga")
    stan = await people.with_role("Stan", Role.VENUE_STAFF, door.event.venue_id)
    venue = await Venue.get(id=door.event.venue_id)
    batch, hashed = [door.scan(token)], await staff_pins.hashed("123456")
    async with service(db) as served:
        tag = (await _get(served.client, door, edge.row.credential)).headers["etag"]
        for change in (
            lambda: door.submit(api, batch),
            lambda: passes.reissue(seat, by=olga.id),
            lambda: doors.seated(door.event, bob),
            lambda: Event.filter(id=door.event.id).update(title="Day drive"),
            lambda: door.device.revoke(by=olga.id),
            lambda: staff_pins.keep(venue, stan.as_member(), hashed),
            lambda: edge.row.announce("https://edge.example"),
        ):
            kept = await _get(served.client, door, edge.row.credential, tag=tag)
            assert (kept.status_code, kept.content) == (304, b"")
            await change()
            answer = await _get(served.client, door, edge.row.credential, tag=tag)
            assert answer.status_code == 200
            assert answer.headers["etag"] != tag
            tag = answer.headers["etag"]


async def test_an_edge_that_knows_the_people_is_sent_the_rest(db: str, api: Api) -> None:
    door = await doors.door()
    first, second = await doors.crowd(door.event, 2)
    edge = await relaying.paired(door)
    then = clock.now()
    with clock.injected(lambda: then):
        await door.submit(api, [door.scan(first)])
    async with service(db) as served:
        whole = copying.tables((await _get(served.client, door, edge.row.credential)).content)
        [head] = whole["head"]
        await door.submit(api, [door.scan(second)])
        since = str(int(clock.now().timestamp() * 1000))
        known = {"people": head["people"], "since": since}
        part = await _get(served.client, door, edge.row.credential, **known)
        found = copying.tables(part.content)
        assert "seats" not in found
        assert {row["seat_id"] for row in found["scans"]} <= {row["id"] for row in whole["seats"]}
        assert (len(whole["scans"]), len(found["scans"])) == (1, 2)
        later = str(int(since) + 3 * 60_000)
        known = {"people": head["people"], "since": later}
        part = await _get(served.client, door, edge.row.credential, **known)
        assert copying.tables(part.content)["scans"] == []
        await doors.seated(door.event, await people.member("Ann"))
        part = await _get(served.client, door, edge.row.credential, **known)
        assert len(copying.tables(part.content)["seats"]) == 3
