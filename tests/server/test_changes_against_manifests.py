"""A tablet that follows the changes knows just what one knows that takes the manifest anew."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from models import clock, grants, ids, passes, staff_pins
from models.door_feed import DOORS
from models.doors import Reentry, set_rules
from models.grants import Role
from models.numbered import relay
from models.seats import Seat
from models.venues import Venue
from tests import doors as test_doors
from tests import people
from tests.client import Api
from tests.doors import Door
from tests.downloads import Served, serving, short
from tests.tablets import milliseconds

pytestmark = pytest.mark.usefixtures("db")
MINUTE = timedelta(minutes=1)
Passage = tuple[int, int, int]


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as server:
        yield server


@dataclass
class Reader:
    """A tablet as docs/tablets.md has it, at whose gate nothing happens."""

    door: Door
    served: Served
    seq: int = 0
    head: str = ""
    starts_at: int = 0
    known: dict[str, dict[str, Passage]] = field(default_factory=dict)

    async def begin(self) -> None:
        """Take the manifest."""
        head, lines = await self.served.manifest(self.door)
        self.seq, self.head = head["seq"], head["head"]
        self.starts_at = head["event"]["startsAt"]
        self.known = dict(_passages(lines))

    async def follow(self) -> list[list[Any]]:
        """Apply what came since, and return it."""
        first, told = await self.served.changes(self.door, self.seq, self.head)
        self.seq = first[0]
        for item in told:
            self._apply(item)
        return told

    @property
    def passages(self) -> dict[str, dict[str, Passage]]:
        """What counted, by seat and scan."""
        return {seat: own for seat, own in self.known.items() if own}

    def _apply(self, item: list[Any]) -> None:
        kind, seat, *said = item
        if kind not in {0, 1}:
            return
        own = self.known.setdefault(_short(seat), {})
        scan = said[-1].hex()
        own.pop(scan, None)
        if kind == 0:
            after, gate, direction, _ = said
            own[scan] = self.starts_at + after, gate, direction


def _short(seat: bytes) -> str:
    return urlsafe_b64encode(seat).decode().rstrip("=")


def _passages(lines: dict[str, list[Any]]) -> Iterable[tuple[str, dict[str, Passage]]]:
    for seat, line in lines.items():
        if own := line[7:]:
            yield seat, {scan: (at, gate, direction) for at, gate, direction, scan in own[0]}


async def _manifest(served: Served, door: Door) -> dict[str, dict[str, Passage]]:
    _, lines = await served.manifest(door)
    return dict(_passages(lines))


async def test_taking_back_a_scan_that_did_not_count_takes_nobodys_entry(
    api: Api, served: Served
) -> None:
    door = await test_doors.door()
    south = Reader(await door.another_tablet("South"), served)
    [seat] = await test_doors.seated(door.event, await people.member("Ann"))
    [token] = await test_doors.tokens(seat)
    now = clock.now()
    await door.submit(api, [door.scan(token, now - 10 * MINUTE)])
    await south.begin()
    again = door.scan(token, now - MINUTE)
    await door.submit(api, [again])
    await door.hand_in(api, [_undo(again, 5_000)])
    assert [item for item in await south.follow() if item[0] == 1] == []
    assert list(south.passages) == [short(seat)]
    assert south.passages == await _manifest(served, south.door)


async def test_an_earlier_entry_that_is_heard_of_later_takes_the_place_of_the_other(
    api: Api, served: Served
) -> None:
    door = await test_doors.door()
    west = await door.another_tablet("West")
    south = Reader(await door.another_tablet("South"), served)
    [seat] = await test_doors.seated(door.event, await people.member("Ann"))
    [token] = await test_doors.tokens(seat)
    now = clock.now()
    await door.submit(api, [door.scan(token, now - 10 * MINUTE)])
    await south.begin()
    await west.submit(api, [west.scan(token, now - 20 * MINUTE)])
    assert [item[0] for item in await south.follow()][-2:] == [0, 1]
    [[passage]] = [own.values() for own in south.passages.values()]
    assert passage[0] < milliseconds(now - 15 * MINUTE)
    assert south.passages == await _manifest(served, south.door)


async def test_what_is_taken_back_too_late_goes_on_counting(api: Api, served: Served) -> None:
    door = await test_doors.door()
    south = Reader(await door.another_tablet("South"), served)
    [seat] = await test_doors.seated(door.event, await people.member("Ann"))
    [token] = await test_doors.tokens(seat)
    await south.begin()
    said = door.scan(token, clock.now() - 10 * MINUTE)
    await door.submit(api, [said])
    await door.hand_in(api, [_undo(said, 61_000)])
    assert [item[0] for item in await south.follow() if item[0] < 2] == [0]
    assert list(await _manifest(served, south.door)) == [short(seat)]


async def test_a_repeat_counts_once_what_it_repeats_is_taken_back(api: Api, served: Served) -> None:
    door = await test_doors.door()
    west = await door.another_tablet("West")
    south = Reader(await door.another_tablet("South"), served)
    [seat] = await test_doors.seated(door.event, await people.member("Ann"))
    [token] = await test_doors.tokens(seat)
    now = clock.now()
    said = door.scan(token, now - 10 * MINUTE)
    await door.submit(api, [said])
    await west.submit(api, [west.scan(token, now - 5 * MINUTE)])
    await south.begin()
    await door.hand_in(api, [_undo(said, 5_000)])
    await south.follow()
    [[passage]] = [own.values() for own in south.passages.values()]
    assert passage[0] > milliseconds(now - 8 * MINUTE)
    assert south.passages == await _manifest(served, south.door)


async def test_an_override_counts_but_not_for_a_pass_that_never_was(
    api: Api, served: Served
) -> None:
    door = await test_doors.door()
    gus = await _supervisor(door)
    ann, ben = await test_doors.seated(
        door.event, await people.member("Ann"), await people.member("Ben")
    )
    await set_rules(door.event, {"closes_minutes": 0, "opens_minutes": 0}, by=gus)
    override = {"by": str(gus), "reason": "I know them"}
    early = milliseconds(door.event.starts_at - MINUTE)
    found = {"kind": "scan", "seat": str(ann.id), "at": early, "shown": "ADMITTED"}
    await door.hand_in(api, [found | {"id": str(ids.new()), "override": override}])
    [never_issued] = await test_doors.tokens(await passes.reissue(ben, by=gus))
    await passes.Pass.filter(seat_id=ben.id, issue=2).delete()
    await Seat.filter(id=ben.id).update(pass_issue=1)
    scan = door.scan(never_issued, shown="ADMITTED", override=override)
    assert [one["verdict"] for one in await door.submit(api, [scan])] == ["UNKNOWN"]
    assert list(await _manifest(served, door)) == [short(ann)]


@pytest.mark.parametrize("seed", range(6))
async def test_changes_lead_from_any_manifest_to_what_the_manifest_says_then(
    api: Api, served: Served, seed: int
) -> None:
    random = Random(seed)
    door = await test_doors.door()
    gates = [door, await door.another_tablet("West")]
    rules = {
        "reentry": random.choice(list(Reentry)),
        "is_daily": random.random() < 0.5,
        "is_per_hall": random.random() < 0.5,
    }
    await set_rules(door.event, rules, by=door.device.id)
    tokens = await test_doors.crowd(door.event, 4)
    readers = [Reader(await door.another_tablet("Reader"), served)]
    await readers[0].begin()
    said: list[tuple[Door, dict[str, Any]]] = []
    for _ in range(12):
        if random.random() < 0.4:
            readers.append(Reader(await door.another_tablet(f"Reader {len(readers)}"), served))
            await readers[-1].begin()
        gate = random.choice(gates)
        items = [_scan(gate, random.choice(tokens), random) for _ in range(random.randrange(1, 4))]
        said += [(gate, item) for item in items]
        await gate.hand_in(api, items)
        if random.random() < 0.5:
            whose, scan = random.choice(said)
            await whose.hand_in(api, [_undo(scan, random.choice([0, 59_000, 61_000]))])
        if random.random() < 0.7:
            while await relay.number(DOORS):
                pass
        for reader in readers:
            if random.random() < 0.4:
                await reader.follow()
    for reader in readers:
        await reader.follow()
        assert reader.passages == await _manifest(served, reader.door)


async def _supervisor(door: Door) -> UUID:
    gus, venue = await people.member("Gus"), await Venue.get(id=door.event.venue_id)
    since = door.event.starts_at - 2 * MINUTE
    await grants.give(gus, Role.VENUE_STAFF, venue.id, by=None, starts_at=since)
    await staff_pins.keep(venue, gus.id, await staff_pins.hashed("482915"))
    return gus.id


def _scan(gate: Door, token: str, random: Random) -> dict[str, Any]:
    at = clock.now() - random.randrange(1, 3_000) * MINUTE / 60
    direction = random.choice(["ENTRY", "ENTRY", "EXIT"])
    return gate.scan(token, at, direction=direction, shown="ADMITTED")


def _undo(scan: dict[str, Any], after: int) -> dict[str, Any]:
    at = scan["at"] + after
    return {"kind": "undo", "id": str(ids.new()), "at": at, "scan": scan["id"]}
