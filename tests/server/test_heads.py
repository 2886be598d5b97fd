"""The head of a manifest: all of docs/tablets.md, and a hash that changes with what matters."""

from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from models import consents, database, doors, edges, lead_questions, signing_keys, staff_pins
from models.dealers import Dealer
from models.door_feed import heads
from models.edges import Edge
from models.event_dealers import EventDealer
from models.events import Event
from models.gates import Gate
from models.grants import Role
from models.halls import Hall
from models.lead_questions import LeadQuestion, Question, QuestionKind, Wording
from models.signing_keys import SigningKey
from models.venues import Venue
from schema import nodes
from tests import doors as test_doors
from tests import people
from tests.doors import Door
from tests.downloads import Served, serving
from tests.house import SEAL
from tests.tablets import milliseconds
from venues import manifests

pytestmark = pytest.mark.usefixtures("db")
_PIN = staff_pins.Hashed(b"s" * 16, 600_000, b"h" * 32)
_WHEN = Question(QuestionKind.TEXT, Wording("When?", "什么时候？"), is_required=True)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as server:
        yield server


async def _hash(door: Door) -> str:
    node = nodes.encode("Event", door.event.id)
    return manifests.head(await heads.read(door.event.id), node).hash


async def _furnish(door: Door) -> Dealer:
    """Everything that a head can name, and of each what it must not."""
    venue = await Venue.get(id=door.event.venue_id)
    gus = await people.with_role("Gus", Role.VENUE_STAFF, venue.id)
    await staff_pins.keep(venue, gus.as_author(), _PIN)
    dealer, absent = await Dealer.create(name="Harbour"), await Dealer.create(name="Absent")
    await EventDealer.create(event=door.event, dealer=dealer)
    for one in (dealer, dealer, absent):  # the first list is retired by the second
        async with database.transaction():
            await lead_questions.replace(one, [_WHEN], by=door.device.id)
    addresses = {"": False, "https://b.example": True, "https://a.example": False}
    for address, is_revoked in addresses.items():
        edge = await edges.enrol(door.event.id, "Desk", by=door.device.id)
        await Edge.filter(id=edge.id).update(address=address)
        if is_revoked:
            await edge.revoke(by=door.device.id)
    elsewhere = await Hall.create(venue=venue, name="Next door", capacity=5)
    await Gate.create(hall=elsewhere, name="Side")
    return dealer


async def test_a_head_says_all_that_a_tablet_has_to_know_and_no_more(served: Served) -> None:
    door = await test_doors.door()
    dealer = await _furnish(door)
    await test_doors.crowd(door.event, 2)
    await doors.set_rules(
        door.event, {"closes_minutes": 15, "has_walk_ins": False}, by=door.device.id
    )
    head, _ = await served.manifest(door)
    event, [key] = door.event, await SigningKey.all()
    [question] = await LeadQuestion.filter(dealer=dealer, retired_at=None)
    gus = (await staff_pins.supervisors_at([event.id]))[0]
    made = {name: head.pop(name) for name in ("seq", "madeAt", "validUntil", "head")}
    assert made["validUntil"] - made["madeAt"] == 24 * 3_600_000
    assert head == {
        "v": 1,
        "graceMs": 240 * 60_000,
        "event": {
            "id": str(event.id), "node": nodes.encode("Event", event.id), "title": "Night drive",
            "startsAt": milliseconds(event.starts_at), "endsAt": milliseconds(event.ends_at),
            "zone": "Asia/Shanghai", "capacity": 500,
        },
        "rules": {
            "opensAt": None, "closesAt": milliseconds(event.ends_at + timedelta(minutes=15)),
            "reentry": "AFTER_EXIT", "daily": False, "perHall": False, "walkIns": False,
            "nameShown": "FULL",
        },
        "halls": [{"id": str(event.hall_id), "name": "Hall"}],
        "gates": [{"id": str(door.gate.id), "name": "North", "hall": str(event.hall_id)}],
        "keys": [{"id": "01", "key": b64encode(key.public_key).decode()}],
        "supervisors": [{
            "id": str(gus.member_id), "name": "Gus", "salt": b64encode(_PIN.salt).decode(),
            "iterations": 600_000, "hash": b64encode(_PIN.pin_hash).decode(),
        }],
        "dealers": [{"id": str(dealer.id), "name": "Harbour", "questions": [question.shown()]}],
        "consentTexts": [
            {
                "purpose": "CONTACT", "version": 1, "language": text.language, "text": text.text,
                "hash": text.text_hash,
            }
            for text in await consents.current_texts()
        ],
        "edges": ["https://a.example"],
        "people": 2,
    }  # fmt: skip
    assert [text["language"] for text in head["consentTexts"]] == ["en", "zh"]


async def test_the_hash_is_the_same_until_something_changes_and_then_another() -> None:
    door = await test_doors.door()
    dealer = await _furnish(door)
    venue = await Venue.get(id=door.event.venue_id)
    gus = (await staff_pins.supervisors_at([door.event.id]))[0].member_id
    seen = [await _hash(door)]

    async def is_new() -> None:
        assert await _hash(door) not in seen, len(seen)
        seen.append(await _hash(door))

    await test_doors.crowd(door.event, 2)
    assert await _hash(door) == seen[0]
    rules: list[dict[str, Any]] = [
        {"opens_minutes": 5}, {"closes_minutes": 5}, {"reentry": doors.Reentry.NEVER},
        {"is_daily": True}, {"is_per_hall": True}, {"has_walk_ins": False},
        {"name_shown": doors.NameShown.INITIAL}, {"grace_minutes": 1},
    ]  # fmt: skip
    for rule in rules:
        await doors.set_rules(door.event, rule, by=gus)
        await is_new()
    await Event.filter(id=door.event.id).update(title="Day drive")
    await is_new()
    await Gate.create(hall_id=door.gate.hall_id, name="South")
    await is_new()
    await signing_keys.rotate(SEAL)
    await is_new()
    await signing_keys.retire(1)
    await is_new()
    await staff_pins.clear(venue, gus)
    await is_new()
    async with database.transaction():
        await lead_questions.replace(dealer, [_WHEN, _WHEN], by=gus)
    await is_new()
    await Edge.filter(address="https://a.example").update(address="https://c.example")
    await is_new()
