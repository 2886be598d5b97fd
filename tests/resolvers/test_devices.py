import asyncio
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import clock
from models.access.viewer import Viewer, recognise
from models.devices import Device, DeviceAssignment
from models.gates import Gate
from models.grants import Role
from models.pairing_codes import PairingCode
from models.venues import Venue
from schema.nodes import encode
from tests import doors, people, places
from tests.client import NOBODY, Api
from tests.tablets import TabletKey

_PAIRED = "credential device { id name }"
_KEY = TabletKey().public_text
_SUBMIT = (
    "mutation($input: ScanBatchSubmitInput!) { scanBatchSubmit(input: $input) { receivedAt } }"
)
_WHERE = """{ key name batteryPercent unsentCount appVersion duties {
  eventKey gateKey event { id } gate { name } startsAt endsAt manifestUrl changesUrl } }"""
_WHO_CAME = """query($id: ID!) {
  node(id: $id) { ... on Event { registrations(first: 5) { edges { cursor } } } }
}"""


async def _code(api: Api, staff: Viewer, venue_id: Any) -> str:
    payload = await api.mutate(
        "devicePairingStart", "code qrSvg", as_=staff, venue=encode("Venue", venue_id)
    )
    return str(payload["code"])


async def test_a_code_pairs_one_tablet_once(api: Api) -> None:
    venue = await places.venue()
    gus = await people.with_role("Gus", Role.VENUE_STAFF, venue.id)
    code = await _code(api, gus, venue.id)
    paired = await api.mutate(
        "devicePair", _PAIRED, code=code.lower(), name="North", publicKey=_KEY
    )
    assert paired["device"]["name"] == "North"
    tablet = await recognise(paired["credential"])
    assert tablet is not None
    assert (tablet.member_id, tablet.roles, tablet.duties) == (None, (), ())
    assert (
        await api.refused("devicePair", code=code, name="South", publicKey=_KEY)
        == "PAIRING_CODE_WRONG"
    )
    assert await Device.all().count() == 1


async def test_ten_tablets_at_once_share_no_code(api: Api) -> None:
    venue = await places.venue()
    code = await _code(api, await people.operator(), venue.id)
    answers = await asyncio.gather(
        *(
            api.mutate("devicePair", _PAIRED, code=code, name=f"T{n}", publicKey=_KEY)
            for n in range(10)
        )
    )
    assert sum(answer["credential"] is not None for answer in answers) == 1
    assert await Device.all().count() == 1


async def test_neither_code_nor_credential_is_told_twice_or_kept(api: Api) -> None:
    venue, olga = await places.venue(), await people.operator()
    said = {"venue": encode("Venue", venue.id)}
    started = await api.mutate("devicePairingStart", "code", as_=olga, key="k", **said)
    assert await api.refused("devicePairingStart", as_=olga, key="k", **said) == "ALREADY_USED"
    paired = await api.mutate(
        "devicePair", _PAIRED, key="k", code=started["code"], name="N", publicKey=_KEY
    )
    again = {"code": started["code"], "name": "N", "publicKey": _KEY}
    assert await api.refused("devicePair", key="k", **again) == "ALREADY_USED"
    stored = str([await PairingCode.all().values(), await Device.all().values()])
    assert started["code"] not in stored
    assert paired["credential"] not in stored


async def test_a_code_is_good_for_a_quarter_of_an_hour(api: Api) -> None:
    venue, now = await places.venue(), clock.now()
    code = await _code(api, await people.operator(), venue.id)
    with clock.injected(lambda: now + timedelta(minutes=15, seconds=5)):
        assert (
            await api.refused("devicePair", code=code, name="N", publicKey=_KEY)
            == "PAIRING_CODE_WRONG"
        )
    assert await Device.all().count() == 0


async def test_only_the_venues_staff_pair_assign_and_revoke(api: Api) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    strangers = [
        await people.viewer(await people.member("Ann")),
        await people.with_role("Gus", Role.VENUE_STAFF, other.event.venue_id),
        await people.with_role("Dan", Role.DEALER_STAFF, door.event.venue_id),
        door.tablet,
    ]
    for stranger in strangers:
        expected = "SIGN_IN_REQUIRED" if stranger is door.tablet else "NOT_FOUND"
        venue = encode("Venue", door.event.venue_id)
        assert await api.refused("devicePairingStart", as_=stranger, venue=venue) == expected
        device = encode("Device", door.device.id)
        assert await api.refused("deviceRevoke", as_=stranger, device=device) == expected
        assert await api.refused("deviceAssign", as_=stranger, **_duty(door)) == expected
    assert await PairingCode.all().count() == 0
    assert await Device.filter(revoked_at=None).count() == 2
    assert await DeviceAssignment.all().count() == 2


@pytest.mark.parametrize("key", ["", "rubbish", "AAAA", "A" * 44])
async def test_a_tablet_without_a_key_of_its_own_is_not_paired(api: Api, key: str) -> None:
    venue = await places.venue()
    code = await _code(api, await people.operator(), venue.id)
    refusal = await api.refused("devicePair", code=code, name="N", publicKey=key)
    assert refusal == "PUBLIC_KEY_INVALID"
    assert await Device.all().count() == 0
    paired = await api.mutate("devicePair", _PAIRED, code=code, name="N", publicKey=_KEY)
    assert (await Device.get(name="N")).public_key == b64decode(_KEY)
    assert paired["userErrors"] == []


async def test_a_revoked_tablet_is_nobody(api: Api) -> None:
    door = await doors.door()
    olga = await people.operator("Olga2")
    device = encode("Device", door.device.id)
    await api.mutate("deviceRevoke", "device { revokedAt }", as_=olga, device=device)
    assert (await Device.get(id=door.device.id)).revoked_at is not None


async def test_a_revoked_credential_is_not_recognised(api: Api) -> None:
    venue, olga = await places.venue(), await people.operator()
    code = await _code(api, olga, venue.id)
    paired = await api.mutate("devicePair", _PAIRED, code=code, name="N", publicKey=_KEY)
    assert await recognise(paired["credential"]) is not None
    await api.mutate("deviceRevoke", "device { id }", as_=olga, device=paired["device"]["id"])
    assert await recognise(paired["credential"]) is None


async def test_an_assignment_made_again_changes_its_time(api: Api) -> None:
    door, olga = await doors.door(), await people.operator("Olga2")
    later = (clock.now() + timedelta(days=2)).isoformat()
    said = _duty(door) | {"endsAt": later}
    payload = await api.mutate("deviceAssign", "device { id }", as_=olga, **said)
    assert payload["userErrors"] == []
    [assignment] = await DeviceAssignment.all()
    assert assignment.ends_at.isoformat() == later


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"endsAt": "2026-01-01T00:00:00Z"}, "ENDS_BEFORE_START"),
        ({"event": "nonsense"}, "NOT_FOUND"),
        ({"gate": "nonsense"}, "NOT_FOUND"),
        ({"device": "nonsense"}, "NOT_FOUND"),
    ],
)
async def test_a_bad_assignment_is_refused_and_nothing_is_written(
    api: Api, changed: dict[str, str], code: str
) -> None:
    door, olga = await doors.door(), await people.operator("Olga2")
    [before] = await DeviceAssignment.all().values()
    assert await api.refused("deviceAssign", as_=olga, **_duty(door) | changed) == code
    assert await DeviceAssignment.all().values() == [before]


async def test_tablet_event_and_gate_must_be_at_one_place(api: Api) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    olga = await people.operator("Olga2")
    elsewhere = _duty(door) | {"gate": encode("Gate", other.gate.id)}
    assert await api.refused("deviceAssign", as_=olga, **elsewhere) == "GATE_ELSEWHERE"
    foreign = _duty(other) | {"device": encode("Device", door.device.id)}
    assert await api.refused("deviceAssign", as_=olga, **foreign) == "DEVICE_ELSEWHERE"
    next_door = await Gate.create(
        hall=await places.hall(await Venue.get(id=door.event.venue_id), "Next door"), name="Side"
    )
    said = _duty(door) | {"gate": encode("Gate", next_door.id)}
    assert await api.refused("deviceAssign", as_=olga, **said) == "GATE_ELSEWHERE"


async def test_a_tablet_knows_itself_and_nothing_of_people(api: Api) -> None:
    door = await doors.door()
    await doors.seated(door.event, await people.member("Ann"))
    found = await api("{ device { name } viewer { email } }", as_=door.tablet)
    assert found == {"device": {"name": "Tablet"}, "viewer": None}
    seen = await api(_WHO_CAME, as_=door.tablet, id=encode("Event", door.event.id))
    assert seen["node"] == {"registrations": None}


async def test_a_tablet_whose_clock_fell_back_to_1970_is_shown_with_how_far_it_is_off(
    api: Api,
) -> None:
    door, now = await doors.door(), clock.now()
    [token] = await doors.crowd(door.event, 1)
    with clock.injected(lambda: now):
        await door.submit(api, [door.scan(token)], sent_at=datetime(1970, 1, 1, tzinfo=UTC))
    shown = await api("{ device { clockOffsetMs } }", as_=door.tablet)
    assert shown["device"]["clockOffsetMs"] == now.timestamp() * 1000 // 1


async def test_a_tablet_and_its_venues_staff_see_its_duties_and_what_it_told_of_itself(
    api: Api,
) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    gus = await people.with_role("Gus", Role.VENUE_STAFF, door.event.venue_id)
    said = door.said_by.batch([], None, battery=87, unsent=12, app="1.2.3", seq=1)
    await api(_SUBMIT, as_=door.tablet, input=said)
    event, (duty,) = encode("Event", door.event.id), door.tablet.duties
    expected = {
        "key": str(door.device.id), "name": "Tablet", "batteryPercent": 87, "unsentCount": 12,
        "appVersion": "1.2.3",
        "duties": [{
            "eventKey": str(door.event.id), "gateKey": str(door.gate.id), "event": {"id": event},
            "gate": {"name": "North"}, "startsAt": duty.starts_at.isoformat(),
            "endsAt": duty.ends_at.isoformat(), "manifestUrl": f"/door/{event}/manifest",
            "changesUrl": f"/door/{event}/changes",
        }],
    }  # fmt: skip
    assert (await api(f"{{ device {_WHERE} }}", as_=door.tablet))["device"] == expected
    of_venue = f"""query($id: ID!) {{ node(id: $id) {{ ... on Venue {{
      devices(first: 5) {{ edges {{ node {_WHERE} }} }} }} }} }}"""
    venue = encode("Venue", door.event.venue_id)
    seen = (await api(of_venue, as_=gus, id=venue))["node"]["devices"]["edges"]
    assert [edge["node"] for edge in seen] == [expected]
    strangers = [
        await people.viewer(await people.member("Ann")),
        await people.with_role("Sid", Role.VENUE_STAFF, other.event.venue_id),
        other.tablet,
        NOBODY,
    ]
    by_id = f"query($id: ID!) {{ node(id: $id) {{ ... on Device {_WHERE} }} }}"
    device = encode("Device", door.device.id)
    assert (await api(by_id, as_=gus, id=device))["node"] == expected
    for stranger in strangers:
        found = await api(of_venue, as_=stranger, id=venue)
        assert found["node"]["devices"]["edges"] == []
        assert (await api(by_id, as_=stranger, id=device))["node"] is None


def _duty(door: doors.Door) -> dict[str, str]:
    return {
        "device": encode("Device", door.device.id),
        "event": encode("Event", door.event.id),
        "gate": encode("Gate", door.gate.id),
        "startsAt": door.event.starts_at.isoformat(),
        "endsAt": door.event.ends_at.isoformat(),
    }
