import asyncio
from datetime import timedelta

import pytest

from models import clock
from models.access.viewer import recognise
from models.audit import AuditEntry
from models.devices import Device
from models.edges import Edge
from models.events import Event, EventState
from models.grants import Role
from models.pairing_codes import PairingCode
from schema.nodes import encode
from tests import doors, people, relaying
from tests.client import Api
from tests.doors import Door
from tests.tablets import TabletKey

_PAIRED = "credential edge { id name address pairedAt seenAt revokedAt }"
_EDGES = """query($id: ID!) { node(id: $id) { ... on Event {
  edges { name address seenAt clockOffsetMs revokedAt } } } }"""


async def _code(api: Api, door: Door) -> str:
    gus = await people.with_role("Gus", Role.VENUE_STAFF, door.event.venue_id)
    event = encode("Event", door.event.id)
    payload = await api.mutate("edgePairingStart", "code expiresAt", as_=gus, event=event)
    return str(payload["code"])


async def test_a_code_pairs_one_edge_once_and_its_credential_is_told_once(api: Api) -> None:
    door = await doors.door()
    code = await _code(api, door)
    paired = await api.mutate("edgePair", _PAIRED, key="k", code=code.lower(), name="Desk")
    assert paired["edge"] | {"id": "", "pairedAt": ""} == {
        "id": "", "name": "Desk", "address": "", "pairedAt": "", "seenAt": None, "revokedAt": None,
    }  # fmt: skip
    known = await recognise(paired["credential"])
    assert known is not None
    assert (known.edge_event_id, known.member_id, known.device_id) == (door.event.id, None, None)
    assert await api.refused("edgePair", key="k", code=code.lower(), name="Desk") == "ALREADY_USED"
    assert await api.refused("edgePair", code=code, name="Other") == "PAIRING_CODE_WRONG"
    assert await Edge.all().count() == 1
    done = [entry.action for entry in await AuditEntry.all().order_by("id")]
    assert done[-2:] == ["edge.pairing_start", "edge.pair"]


async def test_ten_edges_at_once_share_no_code(api: Api) -> None:
    code = await _code(api, await doors.door())
    answers = await asyncio.gather(
        *(api.mutate("edgePair", _PAIRED, code=code, name=f"E{n}") for n in range(10))
    )
    assert sum(answer["credential"] is not None for answer in answers) == 1
    assert await Edge.all().count() == 1


async def test_a_code_is_for_what_it_was_made_for_and_a_quarter_of_an_hour(api: Api) -> None:
    door, now = await doors.door(), clock.now()
    code = await _code(api, door)
    before = await Device.all().count()
    key = TabletKey().public_text
    refusal = await api.refused("devicePair", code=code, name="T", publicKey=key)
    assert refusal == "PAIRING_CODE_WRONG"
    assert await Device.all().count() == before
    venue = encode("Venue", door.event.venue_id)
    olga = await people.operator("Olga2")
    tablets = (await api.mutate("devicePairingStart", "code", as_=olga, venue=venue))["code"]
    assert await api.refused("edgePair", code=tablets, name="E") == "PAIRING_CODE_WRONG"
    with clock.injected(lambda: now + timedelta(minutes=15, seconds=5)):
        assert await api.refused("edgePair", code=code, name="E") == "PAIRING_CODE_WRONG"
    assert await Edge.all().count() == 0


async def test_no_edge_is_paired_for_an_event_that_is_over(api: Api) -> None:
    door, olga = await doors.door(), await people.operator("Olga2")
    await Event.filter(id=door.event.id).update(state=EventState.ENDED)
    event = encode("Event", door.event.id)
    assert await api.refused("edgePairingStart", as_=olga, event=event) == "EVENT_OVER"
    assert await PairingCode.all().count() == 0


async def test_strangers_learn_nothing_and_change_nothing(api: Api) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    edge = await relaying.paired(door)
    gus = await people.with_role("Elsa", Role.VENUE_STAFF, other.event.venue_id)
    event, node = encode("Event", door.event.id), encode("Edge", edge.row.id)
    for stranger in (gus, await people.viewer(await people.member("Ann"))):
        assert await api.refused("edgePairingStart", as_=stranger, event=event) == "NOT_FOUND"
        assert await api.refused("edgeRevoke", as_=stranger, edge=node) == "NOT_FOUND"
        assert (await api(_EDGES, as_=stranger, id=event))["node"]["edges"] is None
        assert (await api("query($id: ID!) { node(id: $id) { id } }", as_=stranger, id=node)) == {
            "node": None
        }
    assert await PairingCode.all().count() == 0
    assert await Edge.filter(revoked_at=None).count() == 1


async def test_staff_see_where_an_edge_is_reached_and_revoke_it(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    gus = await people.with_role("Stan", Role.VENUE_STAFF, door.event.venue_id)
    said = {"address": "HTTPS://Edge.Venue.example:8443/"}
    told = await api.mutate("edgeAnnounce", "edge { address }", as_=edge.viewer, **said)
    assert told["edge"]["address"] == "https://edge.venue.example:8443"
    now = clock.now()
    with clock.injected(lambda: now):
        await edge.relay(api, [], sent_at=now - timedelta(seconds=3))
    event = encode("Event", door.event.id)
    [seen] = (await api(_EDGES, as_=gus, id=event))["node"]["edges"]
    assert seen == {
        "name": "Desk", "address": "https://edge.venue.example:8443", "seenAt": now.isoformat(),
        "clockOffsetMs": 3000.0, "revokedAt": None,
    }  # fmt: skip
    node = encode("Edge", edge.row.id)
    await api.mutate("edgeRevoke", "edge { revokedAt }", as_=gus, edge=node)
    assert await recognise(edge.row.credential) is None


@pytest.mark.parametrize(
    "address",
    [
        "", "edge.example", "http://edge.example", "https://", "https://a b", "ftp://edge.example",
        "https://user:word@edge.example", "https://edge.example/path", "https://edge.example?x",
        "https://edge.example:99999", "https://edge.example:x", "javascript:alert(1)",
        "https://\u0435dge.example", "https://e" + "x" * 200, "http://127.0.0.1.evil.example",
        'https://"onerror=', "https://edge.example#x",
    ],
)  # fmt: skip
async def test_an_address_that_tablets_cannot_trust_is_refused(api: Api, address: str) -> None:
    edge = await relaying.paired(await doors.door())
    refusal = await api.refused("edgeAnnounce", as_=edge.viewer, address=address)
    assert refusal == "ADDRESS_INVALID"
    assert (await Edge.get(id=edge.row.id)).address == ""


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8443", "http://localhost", "http://[::1]:80", "https://[fd00::1]"]
)
async def test_loopback_needs_no_encryption(api: Api, address: str) -> None:
    edge = await relaying.paired(await doors.door())
    told = await api.mutate("edgeAnnounce", "edge { address }", as_=edge.viewer, address=address)
    assert told["edge"]["address"] == address


async def test_nobody_else_announces(api: Api) -> None:
    door = await doors.door()
    said = {"address": "https://edge.example"}
    for viewer in (door.tablet, await people.operator("Olga2")):
        assert await api.refused("edgeAnnounce", as_=viewer, **said) == "SIGN_IN_REQUIRED"
