"""A batch is what its own tablet signed, or it is refused whole; a bad item costs only itself."""

from dataclasses import replace
from typing import Any

import pytest

from models import ids
from models.access.viewer import Viewer
from models.devices import Device
from models.scans.rows import Scan
from tests import doors, people
from tests.client import Api

_TOLD = """mutation($input: ScanBatchSubmitInput!) {
  scanBatchSubmit(input: $input) { receivedAt userErrors { code } }
}"""


async def test_1001_items_are_refused_and_none_is_written(api: Api) -> None:
    door = await doors.door()
    scans = [door.scan("x") for _ in range(1001)]
    assert await _refusal(api, door.tablet, door.said_by.batch(scans)) == "TOO_MANY_SCANS"
    assert await Scan.all().count() == 0
    answers = await door.submit(api, scans[:1000])
    assert [answer["verdict"] for answer in answers] == ["FORGED"] * 1000


async def test_an_empty_batch_is_a_sign_of_life(api: Api) -> None:
    door = await doors.door()
    assert (await door.hand_in(api, []))["answers"] == []
    tablet = await Device.get(id=door.device.id)
    assert tablet.seen_at is not None


async def test_a_tablet_scans_only_where_it_has_a_duty(api: Api) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    scans = [door.scan("x")]
    elsewhere = replace(door.said_by, event=other.event.id, gate=other.gate.id).batch(scans)
    assert await _refusal(api, door.tablet, elsewhere) == "NOT_FOUND"
    nowhere = replace(door.said_by, gate=ids.new()).batch(scans)
    assert await _refusal(api, door.tablet, nowhere) == "NOT_FOUND"
    member = await people.viewer(await people.member("Ann"))
    assert await _refusal(api, member, door.said_by.batch(scans)) == "SIGN_IN_REQUIRED"
    assert await Scan.all().count() == 0


async def test_a_batch_is_taken_only_as_its_tablet_signed_it(api: Api) -> None:
    door = await doors.door()
    south = await door.another_tablet("South")
    said = door.said_by.batch([door.scan("x")])
    changed = said | {"batch": said["batch"].replace('"x"', '"y"')}
    assert await _refusal(api, door.tablet, changed) == "SIGNATURE_WRONG"
    assert await _refusal(api, door.tablet, said | {"signature": "rubbish"}) == "SIGNATURE_WRONG"
    assert await _refusal(api, south.tablet, said) == "SIGNATURE_WRONG"
    as_south = replace(door.said_by, key=south.key).batch([])
    assert await _refusal(api, south.tablet, as_south) == "NOT_FOUND"
    assert await Scan.all().count() == 0


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"v":2}', "[" * 100_000])
async def test_a_signed_text_that_is_no_batch_is_refused(api: Api, text: str) -> None:
    door = await doors.door()
    said = {"batch": text, "signature": door.key.sign(b"paddock batch 1\n", text)}
    assert await _refusal(api, door.tablet, said) == "BATCH_UNREADABLE"


async def test_one_bad_item_costs_only_itself(api: Api) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    good = door.scan(token)
    bad: list[Any] = [
        door.scan("x") | {"at": -1},
        door.scan("x") | {"at": 1e18},
        door.scan("x") | {"at": 10**30},
        door.scan("x") | {"id": "rubbish"},
        door.scan("x") | {"kind": "dance"},
        door.scan("x") | {"surprise": True},
        {"kind": "scan"},
        None,
        [],
        "scan",
    ]
    handed_in = await door.hand_in(api, [*bad[:5], good, *bad[5:]])
    assert handed_in["unreadable"] == len(bad)
    assert [answer["verdict"] for answer in handed_in["answers"]] == ["ADMITTED"]
    assert await Scan.all().count() == 1


async def test_what_a_tablet_tells_of_itself_is_kept(api: Api) -> None:
    door = await doors.door()
    for status in ({"battery": 71, "unsent": 12, "app": "1.4.0"}, {"unsent": 0}):
        await api(_TOLD, as_=door.tablet, input=door.said_by.batch([], **status))
    tablet = await Device.get(id=door.device.id)
    told = (tablet.battery_percent, tablet.unsent_count, tablet.app_version)
    assert told == (71, 0, "1.4.0")


async def _refusal(api: Api, tablet: Viewer, said: dict[str, str]) -> str:
    payload = await api(
        "mutation($input: ScanBatchSubmitInput!) { scanBatchSubmit(input: $input)"
        " { answers { verdict } userErrors { code } } }",
        as_=tablet,
        input=said,
    )
    assert payload["scanBatchSubmit"]["answers"] == []
    [error] = payload["scanBatchSubmit"]["userErrors"]
    return str(error["code"])
