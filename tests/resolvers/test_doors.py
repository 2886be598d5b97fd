"""The rules of a door: who lays them down and sees them, and that tablets hear of it at once."""

import asyncio
import io
import json
import math
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import cbor2
import pytest

from models import clock, doorbell, doors, ids
from models.access.viewer import Viewer
from models.audit import AuditEntry
from models.door_feed import DOORS
from models.doors import Door, NameShown, Reentry
from models.grants import Role
from models.numbered import relay
from resolvers.doors import RENEWED_AFTER
from schema.context import House
from schema.nodes import encode
from tests import doors as test_doors
from tests import people, races, statements
from tests.client import NOBODY, Api
from tests.feeds import Ended, follow

_RULES = """opensMinutes closesMinutes reentry isDaily isPerHall hasWalkIns nameShown manifestHours
  graceMinutes"""
_ASKED = f"query($id: ID!) {{ node(id: $id) {{ ... on Event {{ doorRules {{ {_RULES} }} }} }} }}"
_FEED = """subscription($dealer: ID!, $after: Float!, $head: String!) {
  leadFeed: doorFeed(event: $dealer, after: $after, head: $head) { seq changes live } }"""
_DEFAULTS = {
    "opensMinutes": None, "closesMinutes": None, "reentry": "AFTER_EXIT", "isDaily": False,
    "isPerHall": False, "hasWalkIns": True, "nameShown": "FULL", "manifestHours": 24,
    "graceMinutes": 240,
}  # fmt: skip


async def _seen(api: Api, viewer: Viewer, door: test_doors.Door) -> Any:
    found = await api(_ASKED, as_=viewer, id=encode("Event", door.event.id))
    return found["node"]["doorRules"]


async def test_rules_are_seen_and_set_by_whoever_runs_the_venue_and_nobody_else(api: Api) -> None:
    door, other = await test_doors.door("Night drive"), await test_doors.door("Brunch")
    gus = await people.with_role("Gus", Role.VENUE_STAFF, door.event.venue_id)
    allowed = {"operator": await people.operator("Olga2"), "staff": gus}
    refused = {
        "nobody": (NOBODY, "SIGN_IN_REQUIRED"),
        "member": (await people.viewer(await people.member("Ann")), "NOT_FOUND"),
        "staff elsewhere": (
            await people.with_role("Sid", Role.VENUE_STAFF, other.event.venue_id), "NOT_FOUND",
        ),
        "dealer's staff": (
            await people.with_role("Dan", Role.DEALER_STAFF, door.event.venue_id), "NOT_FOUND",
        ),
        "its own tablet": (door.tablet, "SIGN_IN_REQUIRED"),
        "another tablet": (other.tablet, "SIGN_IN_REQUIRED"),
    }  # fmt: skip
    event = encode("Event", door.event.id)
    for name, (viewer, code) in refused.items():
        assert await _seen(api, viewer, door) is None, name
        told = await api.refused("doorRulesSet", as_=viewer, event=event, isDaily=True)
        assert told == code, name
    assert await Door.all().count() == 0
    for viewer in allowed.values():
        assert await _seen(api, viewer, door) == _DEFAULTS
        gone = await api.refused("doorRulesSet", as_=viewer, event="nonsense", isDaily=True)
        assert gone == "NOT_FOUND"
    for minutes, viewer in enumerate(allowed.values()):
        payload = await api.mutate(
            "doorRulesSet", f"doorRules {{ {_RULES} }}", as_=viewer, event=event,
            opensMinutes=minutes,
        )  # fmt: skip
        assert payload["doorRules"] == _DEFAULTS | {"opensMinutes": minutes}
    assert await AuditEntry.filter(action="door.rule").count() == 2


async def test_what_is_left_out_stays_and_null_takes_a_limit_away(api: Api) -> None:
    door, olga = await test_doors.door(), await people.operator("Olga2")
    said: dict[str, Any] = {
        "opensMinutes": 60, "closesMinutes": 0, "reentry": "NEVER", "isDaily": True,
        "isPerHall": True, "hasWalkIns": False, "nameShown": "INITIAL", "manifestHours": 12,
        "graceMinutes": 0,
    }  # fmt: skip
    event = encode("Event", door.event.id)
    await api.mutate("doorRulesSet", "doorRules { isDaily }", as_=olga, event=event, **said)
    assert await _seen(api, olga, door) == said
    await api.mutate(
        "doorRulesSet", "doorRules { isDaily }", as_=olga, event=event, opensMinutes=None,
        isDaily=None,
    )  # fmt: skip
    assert await _seen(api, olga, door) == said | {"opensMinutes": None}
    await api.mutate("doorRulesSet", "doorRules { isDaily }", as_=olga, event=event)
    assert await _seen(api, olga, door) == said | {"opensMinutes": None}


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("opensMinutes", 0, 10_080),
        ("closesMinutes", 0, 10_080),
        ("graceMinutes", 0, 10_080),
        ("manifestHours", 1, 336),
    ],
)
async def test_a_number_out_of_its_bounds_is_refused_and_nothing_is_written(
    api: Api, name: str, least: int, most: int
) -> None:
    door, olga = await test_doors.door(), await people.operator("Olga2")
    event = encode("Event", door.event.id)
    for number in (least - 1, most + 1):
        said: dict[str, Any] = {"isDaily": True, name: number}
        payload = await api.mutate("doorRulesSet", "", as_=olga, event=event, **said)
        assert [(e["code"], e["field"]) for e in payload["userErrors"]] == [
            ("OUT_OF_RANGE", [name])
        ]
    assert (await Door.all().count(), await AuditEntry.filter(action="door.rule").count()) == (0, 0)
    for number in (least, most):
        good: dict[str, Any] = {name: number}
        payload = await api.mutate("doorRulesSet", "", as_=olga, event=event, **good)
        assert payload["userErrors"] == []


async def test_of_rules_set_at_once_none_is_lost(db: str) -> None:
    del db
    door = await test_doors.door()
    said: list[dict[str, object]] = [
        {"opens_minutes": 30}, {"closes_minutes": 5}, {"reentry": Reentry.NEVER},
        {"is_daily": True}, {"is_per_hall": True}, {"has_walk_ins": False},
        {"name_shown": NameShown.NONE}, {"manifest_hours": 48}, {"grace_minutes": 10},
    ]  # fmt: skip
    by = ids.new()
    outcome = await races.raced([
        partial(doors.set_rules, door.event, one, by=by) for one in said
    ])  # fmt: skip
    assert outcome == {races.DONE: len(said)}
    kept = await Door.get(event_id=door.event.id)
    assert [{name: getattr(kept, name) for name in one} for one in said] == said
    assert await AuditEntry.filter(action="door.rule").count() == len(said)


async def test_the_rules_of_a_page_of_events_are_read_in_one_statement(api: Api) -> None:
    here = [await test_doors.door(f"Event {number}") for number in range(4)]
    olga = await people.operator("Olga2")
    query = "{ events(first: 10) { edges { node { doorRules { isDaily } } } } }"
    await api(query, as_=olga)
    async with statements.counted() as run:
        found = await api(query, as_=olga)
    assert len(found["events"]["edges"]) == len(here)
    assert sum("doors" in statement for statement in run) == 1


async def test_a_tablet_hears_of_new_rules_at_once(api: Api, the_house: House) -> None:
    door, olga = await test_doors.door(), await people.operator("Olga2")
    event = encode("Event", door.event.id)
    known = ""
    async with follow(the_house, door.tablet, event, document=_FEED, after=0, head=known) as feed:
        first = cbor2.loads(_bytes(await feed.next()))
        assert json.loads(first[3])["rules"]["opensAt"] is None
        for minutes in (10, 20):  # within the second for which heads are kept
            await api.mutate("doorRulesSet", "", as_=olga, event=event, opensMinutes=minutes)
            async with asyncio.timeout(1):
                told = cbor2.loads(_bytes(await feed.next()))
            opens_at = json.loads(told[3])["rules"]["opensAt"]
            starts_at = json.loads(told[3])["event"]["startsAt"]
            assert starts_at - opens_at == minutes * 60_000


def _bytes(event: dict[str, Any]) -> bytes:
    return b64decode(event["changes"])


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ("-1", "BAD_USER_INPUT"),
        ("0.5", "BAD_USER_INPUT"),
        ("-1e400", "BAD_USER_INPUT"),
        ("1", "CURSOR_EXPIRED"),
        ("9007199254740993", "CURSOR_EXPIRED"),
        ("1e30", "CURSOR_EXPIRED"),
        ("1e400", "CURSOR_EXPIRED"),
    ],
)
async def test_a_place_that_no_feed_has_is_told_so(
    api: Api, the_house: House, after: str, code: str
) -> None:
    del api
    door = await test_doors.door()
    event = encode("Event", door.event.id)
    document = _FEED.replace("$after: Float!, ", "").replace("$after", after)
    async with follow(the_house, door.tablet, event, document=document, head="") as feed:
        with pytest.raises(Ended) as ended:
            await feed.next()
    assert ended.value.code == code


@pytest.mark.parametrize("after", [math.nan, math.inf, -math.inf, -1.0, 2.0**63, 1e308])
async def test_a_place_beyond_all_numbers_is_no_fault(
    api: Api, the_house: House, after: float
) -> None:
    del api
    door = await test_doors.door()
    event = encode("Event", door.event.id)
    with pytest.raises(Ended) as ended:
        async with follow(
            the_house, door.tablet, event, document=_FEED, after=after, head=""
        ) as feed:
            await feed.next()
    assert ended.value.code in {"BAD_USER_INPUT", "CURSOR_EXPIRED"}


async def test_a_door_feed_yields_on_news_and_on_nothing_else(api: Api, the_house: House) -> None:
    north = await test_doors.door()
    south = await north.another_tablet("South")
    one, other = await test_doors.crowd(north.event, 2)
    await _number()
    event, bell = encode("Event", north.event.id), DOORS.bell_of(north.event.id)
    async with follow(the_house, south.tablet, event, document=_FEED, after=2, head="") as feed:
        first = await feed.next()
        assert (first["seq"], first["live"]) == (2, True)
        waiting = asyncio.create_task(feed.next())
        await _looked(bell)
        await south.submit(api, [south.scan(one, shown="ADMITTED")])  # it knows its own
        await _number()
        await _looked(bell)
        assert not waiting.done()
        await north.submit(api, [north.scan(other, shown="ADMITTED")])
        await _number()
        told = await waiting
        assert (told["seq"], len(list(_items(told)))) == (4, 2)


async def test_who_only_listens_hears_that_the_manifest_is_good_for_longer(
    api: Api, the_house: House
) -> None:
    del api
    door = await test_doors.door()
    event, bell = encode("Event", door.event.id), DOORS.bell_of(door.event.id)
    now = clock.now()
    with clock.injected(lambda: now):
        async with follow(the_house, door.tablet, event, document=_FEED, after=0, head="") as feed:
            first, *_ = _items(await feed.next())
            waiting = asyncio.create_task(feed.next())
            now += RENEWED_AFTER - timedelta(seconds=1)
            await _looked(bell)
            assert not waiting.done()
            now += timedelta(seconds=1)
            await _looked(bell)
            again, *others = _items(await waiting)
    assert (again[:2], others) == ([0, True], [])
    assert again[2] - first[2] == RENEWED_AFTER // timedelta(milliseconds=1)


async def _number() -> None:
    while await relay.number(DOORS):
        pass


async def _looked(bell: str) -> None:
    """Let whoever follows look, and look again: a look takes no more statements than these."""
    for _ in range(3):
        doorbell.ring_here(bell)
        for _ in range(20):
            await Door.all().count()


def _items(event: dict[str, Any]) -> Iterator[list[Any]]:
    stream = io.BytesIO(_bytes(event))
    while stream.tell() < len(stream.getvalue()):
        yield cbor2.load(stream)
