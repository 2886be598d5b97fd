import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models import clock
from models.check_ins import CheckIn
from models.devices import Device
from models.edges import Edge
from models.heard_batches import HeardBatch
from models.points.ledger import PointsEntry
from models.scans.rows import Scan
from tests import doors, people, relaying
from tests.client import NOBODY, Api
from tests.tablets import milliseconds

_MINUTE = timedelta(minutes=1)


async def test_a_relayed_scan_counts_as_one_that_came_directly(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    tokens = await doors.crowd(door.event, 2)
    batch = door.said_by.batch([door.scan(token) for token in tokens])
    payload = await edge.relay(api, [batch])
    assert payload["answers"] == [{"isTaken": True, "code": None}]
    assert await CheckIn.all().count() == 2
    assert await PointsEntry.all().count() == 4
    assert await HeardBatch.all().count() == 0


async def test_scans_that_come_both_ways_at_once_count_once(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    tokens = await doors.crowd(door.event, 6)
    batches = [door.said_by.batch([door.scan(token)]) for token in tokens]

    async def directly(batch: dict[str, str]) -> Any:
        document = """mutation($input: ScanBatchSubmitInput!) {
          scanBatchSubmit(input: $input) { userErrors { code } } }"""
        return await api(document, as_=door.tablet, input=batch)

    await asyncio.gather(
        *(edge.relay(api, batches) for _ in range(4)), *(directly(batch) for batch in batches)
    )
    assert await Scan.all().count() == await CheckIn.all().count() == 6
    assert await PointsEntry.all().count() == 12


async def test_a_forged_or_foreign_batch_costs_only_itself(api: Api) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    south = await door.another_tablet("South")
    edge = await relaying.paired(door)
    [token] = await doors.crowd(door.event, 1)
    good = door.said_by.batch([door.scan(token)])
    flipped = good | {"batch": good["batch"].replace('"ENTRY"', '"EXIT"').replace("at", "aT", 1)}
    as_south = replace(door.said_by, device=south.device.id).batch([door.scan(token)])
    away = replace(door.said_by, event=other.event.id, gate=other.gate.id).batch([door.scan("x")])
    at_south = replace(door.said_by, gate=south.gate.id).batch([door.scan("x")])
    rubbish = {"batch": "rubbish", "signature": "rubbish"}
    none = {"batch": "{}", "signature": door.key.sign(b"paddock batch 1\n", "{}")}
    nobodys = other.said_by.batch([other.scan("x")])
    crowded = door.said_by.batch([door.scan("x") for _ in range(1001)])
    said = [flipped, as_south, away, at_south, rubbish, none, nobodys, crowded, good]
    assert await edge.codes(api, *said) == [
        "SIGNATURE_WRONG", "SIGNATURE_WRONG", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND",
        "NOT_FOUND", "TOO_MANY_SCANS", None,
    ]  # fmt: skip
    assert await Scan.all().count() == await CheckIn.all().count() == 1


async def test_a_signature_with_one_flipped_bit_is_wrong(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    good = door.said_by.batch([door.scan("x")])
    signature = good["signature"]
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    assert await edge.codes(api, good | {"signature": flipped}) == ["SIGNATURE_WRONG"]
    assert await Scan.all().count() == 0


async def test_times_are_corrected_by_the_clocks_of_both(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    now = clock.now()
    [token] = await doors.crowd(door.event, 1)
    tablets, edges = now - timedelta(hours=7), now + timedelta(hours=2)
    scan = door.scan(token, tablets - 40 * _MINUTE)
    batch = door.said_by.batch([scan], sent_at=tablets - 30 * _MINUTE)
    with clock.injected(lambda: now):
        times = {"received_at": edges - 30 * _MINUTE, "sent_at": edges}
        payload = await edge.relay(api, [batch], **times, clockOffsetMs=-60_000)
    [kept] = await Scan.all()
    assert milliseconds(kept.at) == milliseconds(now - 40 * _MINUTE)
    assert milliseconds(kept.received_at) == milliseconds(now - 30 * _MINUTE)
    assert (kept.is_time_suspect, payload["receivedAt"]) == (False, now.isoformat())
    seen = await Edge.get(id=edge.row.id)
    assert (seen.seen_at, seen.clock_offset_ms) == (now, -(2 * 3600 + 60) * 1000)
    tablet = await Device.get(id=door.device.id)
    assert milliseconds(tablet.seen_at or now) == milliseconds(now - 30 * _MINUTE)


async def test_what_an_edge_says_it_will_hear_it_hears_now(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    now = clock.now()
    batch = door.said_by.batch([door.scan("x", now)], sent_at=now)
    with clock.injected(lambda: now):
        assert await edge.codes(api, batch, received_at=now + timedelta(hours=5)) == [None]
    [kept] = await Scan.all()
    assert (kept.received_at, milliseconds(kept.at)) == (now, milliseconds(now))


async def test_what_an_old_batch_tells_of_a_tablet_hides_nothing_newer(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    now = clock.now()
    old = door.said_by.batch([], now - 9 * _MINUTE, battery=20)
    await edge.relay(api, [door.said_by.batch([], battery=90)])
    assert await edge.codes(api, old, received_at=now - 9 * _MINUTE) == [None]
    assert (await Device.get(id=door.device.id)).battery_percent == 90


async def test_a_revoked_tablet_counts_with_what_was_heard_before(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    first, second = await doors.crowd(door.event, 2)
    now = clock.now()
    await Device.filter(id=door.device.id).update(revoked_at=now - 10 * _MINUTE)
    early = door.said_by.batch([door.scan(first, now - 12 * _MINUTE)], now - 12 * _MINUTE)
    late = door.said_by.batch([door.scan(second, now - 12 * _MINUTE)], now - 8 * _MINUTE)
    assert await edge.codes(api, early, received_at=now - 12 * _MINUTE) == [None]
    assert await edge.codes(api, late, received_at=now - 8 * _MINUTE) == ["DEVICE_REVOKED"]
    assert await edge.codes(api, early, received_at=now - 8 * _MINUTE) == ["DEVICE_REVOKED"]
    assert await CheckIn.all().count() == 1


@pytest.mark.parametrize("who", ["nobody", "tablet", "operator"])
async def test_only_an_edge_relays(api: Api, who: str) -> None:
    door = await doors.door()
    viewers = {"nobody": NOBODY, "tablet": door.tablet, "operator": await people.operator("Olga2")}
    edge = replace(await relaying.paired(door), viewer=viewers[who])
    payload = await edge.relay(api, [door.said_by.batch([door.scan("x")])])
    assert payload["userErrors"] == [{"code": "SIGN_IN_REQUIRED", "field": None}]
    assert (payload["answers"], await Scan.all().count()) == ([], 0)


async def test_a_relay_holds_200_batches_at_most(api: Api) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    batch = door.said_by.batch([door.scan("x")])
    payload = await edge.relay(api, [batch] * 201)
    assert payload["userErrors"] == [{"code": "TOO_MANY", "field": ["batches"]}]
    assert await Scan.all().count() == 0
    assert await edge.codes(api, *[batch] * 200) == [None] * 200
    assert await Scan.all().count() == 1


@pytest.mark.parametrize("year", ["1970", "9998"])
async def test_a_clock_of_another_century_is_refused_and_a_batchs_costs_only_itself(
    api: Api, year: str
) -> None:
    door = await doors.door()
    edge = await relaying.paired(door)
    batch = door.said_by.batch([door.scan("x")])
    when = clock.now().replace(year=int(year), month=1, day=1)
    payload = await edge.relay(api, [batch], sent_at=when)
    assert payload["userErrors"] == [{"code": "OUT_OF_RANGE", "field": ["sentAt"]}]
    assert await edge.codes(api, batch, received_at=when) == ["OUT_OF_RANGE"]
    assert await Scan.all().count() == 0
