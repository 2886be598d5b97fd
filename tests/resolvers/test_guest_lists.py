"""Guest lists are read with all that is asked for in them, and nothing else."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import pytest

from models import clock
from models.access import beside
from models.access.beside import Eyes
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.events import Event
from models.gates import Gate
from models.grants import Role
from models.halls import Hall
from models.members import Member
from models.venues import Venue
from schema.context import House
from schema.nodes import encode
from tests import guests, measured, people, places
from tests.client import Api
from tests.models.access import crew
from tests.places import DOORS

SEAT = """
    position cancelledAt
    holder { name phone email member { name avatar { url } } }
    checkIn { at gate { name hall { name } } }
    consents { isGranted at holderName dealer { name } }
    pass { text issue expiresAt }
"""
PARTY = f"""
    id state seatCount position calendar
    member {{ name avatar {{ url }} viewerIsFollowing }}
    event {{ title startsAt venue {{ name position {{ latitude }} openingHours {{ weekday }} }}
             hall {{ name capacity }} series {{ name }} host {{ name avatar {{ url }} }} }}
    seats {{ {SEAT} }}
"""
REGISTERED_AT = f"""query($id: ID!, $first: Int) {{ node(id: $id) {{ ... on Event {{
    registrations(first: $first) {{ edges {{ cursor node {{ {PARTY} }} }} }}
    waiting: registrations(first: $first, state: WAITING) {{ edges {{ node {{ {PARTY} }} }} }}
    latest: registrations(last: 3) {{ edges {{ node {{ again: id person: member {{ name }} }} }} }}
}} }} }}"""
OWN = f"""query($first: Int) {{ viewer {{
    registrations(first: $first) {{ edges {{ cursor node {{ {PARTY} }} }} }}
    first: registrations(last: 3) {{ edges {{ node {{ id seats {{ position }} }} }} }}
    more: registrations(first: 2) {{ edges {{ node {{ about: event {{ title }} }} }} }}
}} }}"""
CAME = """query($id: ID!, $first: Int) { node(id: $id) { ... on Event {
    checkIns(first: $first) { edges { cursor node {
        id at gate { name hall { name venue { name } } }
        seat { position holder { name member { name avatar { url } } } }
    } } }
    last: checkIns(last: 2) { edges { node { at seat { holder { phone } } } } }
} } }"""
EVENTS = f"""query($first: Int, $each: Int) {{ events(first: $first) {{ edges {{ node {{
    title
    registrations(first: $each) {{ edges {{ node {{ {PARTY} }} }} }}
    waiting: registrations(first: $each, state: WAITING) {{ edges {{ node {{ position }} }} }}
    checkIns(first: $each) {{ edges {{ node {{ at gate {{ name }} seat {{ position }} }} }} }}
}} }} }} }}"""


@dataclass
class Scene:
    """A hall with a gate, a dealer, and whoever runs the venue."""

    hall: Hall
    gate: Gate
    dealer: Dealer
    staff: Viewer


async def _scene() -> Scene:
    hall = await places.hall()
    gate = await Gate.create(hall=hall, name="North")
    sten = await people.with_role("Sten", Role.VENUE_STAFF, hall.venue_id)
    return Scene(hall, gate, await places.dealer("Pier Cars"), sten)


async def _full_event(at: Scene, count: int) -> Event:
    """An event to which so many parties come, the staff's own first."""
    [event] = await guests.events(at.hall, 1)
    sten = await Member.get(id=at.staff.member_id)
    parties = [sten, *await guests.members(count - 1)]
    await guests.register([(event, member) for member in parties], at.dealer, at.gate)
    return event


def _rows(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in page["edges"]]


@pytest.mark.parametrize("first", [1, 20, 100])
async def test_the_registrations_at_an_event_take_one_statement_and_one_for_keys(
    db: str, the_house: House, first: int
) -> None:
    scene = await _scene()
    event = encode("Event", (await _full_event(scene, 101)).id)
    work = await measured.of(the_house, scene.staff, REGISTERED_AT, id=event, first=first)
    lists = work.data["node"]
    counts = {name: len(found["edges"]) for name, found in lists.items()}
    assert counts == {"registrations": first, "waiting": min(first, 25), "latest": 3}
    assert [row["position"] for row in _rows(lists["waiting"])][:3] == [1, 2, 3][:first]
    assert [len(row["seats"]) for row in _rows(lists["registrations"])] == [2] * first
    assert len(work.statements) == 1 + 2
    assert work.fallbacks == []


@pytest.mark.parametrize("first", [1, 20, 100])
async def test_a_viewers_registrations_take_one_statement_and_one_for_keys(
    db: str, the_house: House, first: int
) -> None:
    scene = await _scene()
    [ann] = await guests.members(1)
    events = await guests.events(scene.hall, 101)
    await guests.register([(event, ann) for event in events], scene.dealer, scene.gate)
    work = await measured.of(the_house, await people.viewer(ann), OWN, first=first)
    lists = work.data["viewer"]
    titles = [row["event"]["title"] for row in _rows(lists["registrations"])]
    assert titles == [f"Event {number}" for number in range(100, 100 - first, -1)]
    assert (len(lists["first"]["edges"]), len(lists["more"]["edges"])) == (3, 2)
    assert len(work.statements) == 1 + 2
    assert work.fallbacks == []


@pytest.mark.parametrize("first", [1, 20, 100])
async def test_those_who_came_to_an_event_take_one_statement(
    db: str, the_house: House, first: int
) -> None:
    scene = await _scene()
    event = encode("Event", (await _full_event(scene, 70)).id)
    work = await measured.of(the_house, scene.staff, CAME, id=event, first=first)
    came = _rows(work.data["node"]["checkIns"])
    assert [row["seat"]["position"] for row in came] == [1] * min(first, 53) + [2] * (first - 53)
    assert sorted(row["at"] for row in came) == [row["at"] for row in came]
    assert len(work.data["node"]["last"]["edges"]) == 2
    assert len(work.statements) == 1 + 1
    assert work.fallbacks == []


async def test_those_who_came_at_the_same_time_are_paged_in_both_directions(api: Api) -> None:
    scene = await _scene()
    event = encode("Event", (await _full_event(scene, 8)).id)
    document = """query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
        node(id: $id) { ... on Event {
            checkIns(first: $first, after: $after, last: $last, before: $before) {
                edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage }
            } } } }"""

    async def page(**window: Any) -> tuple[list[tuple[str, str]], list[bool]]:
        answer = await api(document, as_=scene.staff, id=event, **window)
        found = answer["node"]["checkIns"]
        edges = [(edge["cursor"], edge["node"]["id"]) for edge in found["edges"]]
        return edges, list(found["pageInfo"].values())

    everyone, ends = await page(first=100)
    assert (len(everyone), ends) == (12, [False, False])
    assert await page(first=5, after=everyone[3][0]) == (everyone[4:9], [True, True])
    assert await page(first=5, after=everyone[8][0]) == (everyone[9:], [False, True])
    assert await page(last=5, before=everyone[8][0]) == (everyone[3:8], [True, True])
    assert await page(last=5, before=everyone[3][0]) == (everyone[:3], [True, False])
    assert await page(last=2) == (everyone[10:], [False, True])
    foreign = urlsafe_b64encode(b"\xff" * 16).decode()  # of a list that has no times
    assert await page(first=5, after=foreign) == (everyone[:5], [True, True])


@pytest.mark.parametrize("first", [1, 20, 100])
async def test_the_lists_of_many_events_are_read_together(
    db: str, the_house: House, first: int
) -> None:
    scene = await _scene()
    events = await guests.events(scene.hall, 100)
    people_at = await guests.members(5)
    at = [(event, member) for event in events for member in people_at]
    await guests.register(at, scene.dealer, scene.gate)
    work = await measured.of(the_house, scene.staff, EVENTS, first=first, each=2)
    shown = _rows(work.data["events"])
    assert [row["title"] for row in shown] == [f"Event {number}" for number in range(first)]
    assert {len(row["registrations"]["edges"]) for row in shown} == {2}
    assert {len(row["checkIns"]["edges"]) for row in shown} == {2}
    assert len(work.statements) == 1 + 1 + 1
    assert work.fallbacks == []


async def test_nothing_is_read_that_is_not_asked_for(db: str, the_house: House) -> None:
    scene = await _scene()
    event = encode("Event", (await _full_event(scene, 3)).id)
    node = "query($id: ID!) {{ node(id: $id) {{ ... on Event {{ {} }} }} }}"
    registered = "registrations(first: 2) {{ edges {{ node {{ {} }} }} }}"
    came = "checkIns(first: 2) {{ edges {{ node {{ {} }} }} }}"
    here = {"registrations", "events"}
    asked = {
        registered.format("state"): here,
        registered.format("id seats { position }"): here | {"seats"},
        registered.format("member { name }"): here | {"members"},
        registered.format("member { name } seats { holder { name } }"): here
        | {"members", "seats", "contacts"},
        registered.format("... @include(if: false) { seats { position } }"): here,
        "registrations(first: 2) { pageInfo { hasNextPage } }": here,
        came.format("at"): {"check_ins", "events"},
        came.format("at gate { name }"): {"check_ins", "events", "gates"},
    }
    for selection, named in asked.items():
        work = await measured.of(the_house, scene.staff, node.format(selection), id=event)
        assert work.tables == [{"events"}, named], selection
        assert work.fallbacks == []


async def test_consents_and_passes_are_read_for_who_booked_alone_and_closed_accounts_are_null(
    db: str, the_house: House
) -> None:
    scene = await _scene()
    event = encode("Event", (await _full_event(scene, 3)).id)
    await Member.filter(email="guest1@people.example").update(removed_at=DOORS)
    work = await measured.of(the_house, scene.staff, REGISTERED_AT, id=event, first=3)
    own, other, closed = _rows(work.data["node"]["registrations"])
    said = [consent for seat in own["seats"] for consent in seat["consents"]]
    words = [(consent["holderName"], consent["isGranted"]) for consent in said]
    assert words == [("Sten", True), ("Guest of Sten", False)]
    assert [consent["dealer"] for consent in said] == [{"name": "Pier Cars"}] * 2
    for row, is_own in ((own, True), (other, False), (closed, False)):
        for seat in row["seats"]:
            assert (seat["consents"] is not None, seat["pass"] is not None) == (is_own, is_own)
    assert (other["member"]["name"], closed["member"]) == ("Guest 0", None)
    assert [seat["holder"]["member"] for seat in closed["seats"]] == [None, None]
    assert closed["seats"][0]["holder"]["name"] == "Guest 1"


async def test_edges_beyond_what_one_statement_joins_are_followed_by_loaders(
    db: str, the_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await _scene()
    event = encode("Event", (await _full_event(scene, 5)).id)
    with clock.injected(lambda: DOORS):
        whole = await measured.of(the_house, scene.staff, REGISTERED_AT, id=event, first=5)
        monkeypatch.setattr(beside, "MOST", 9)
        cut = await measured.of(the_house, scene.staff, REGISTERED_AT, id=event, first=5)
    assert cut.data == whole.data
    assert len(cut.statements) > len(whole.statements) == 1 + 2
    assert "Event.registrations" in cut.fallbacks


async def test_the_deepest_question_is_one_that_both_databases_understand(
    db: str, the_house: House
) -> None:
    scene = await _scene()
    event = encode("Event", (await _full_event(scene, 2)).id)
    deep = "position"
    for _ in range(4):
        deep = f"{SEAT} again: checkIn {{ seat {{ {deep} }} }}"
    document = f"""query($id: ID!) {{ node(id: $id) {{ ... on Event {{
        registrations(first: 2) {{ edges {{ node {{ seats {{ {deep} }} }} }} }} }} }} }}"""
    work = await measured.of(the_house, scene.staff, document, id=event)
    for row in _rows(work.data["node"]["registrations"]):
        for place, seat in enumerate(row["seats"], start=1):
            inner = seat
            for _ in range(3):
                inner = inner["again"]["seat"]
                assert inner["holder"] == seat["holder"]
            assert inner["again"]["seat"] == {"position": place}


async def test_whoever_looks_meets_ahead_just_what_is_behind_the_doors(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await _scene()
    event = await _full_event(scene, 6)
    viewers = await crew.of(await Venue.get(id=scene.hall.venue_id))
    booker = await Member.get(email="guest0@people.example")
    viewers |= {"staff who comes": scene.staff, "booker": await people.viewer(booker)}
    await Member.filter(email="guest1@people.example").update(removed_at=DOORS)

    async def shown() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, viewer in viewers.items():
            for document in (REGISTERED_AT, CAME):
                answer = await api(document, as_=viewer, id=encode("Event", event.id), first=9)
                found[f"{name}: {document}"] = answer
            found[f"{name}: {OWN}"] = await api(OWN, as_=viewer, first=9)
        return found

    now = clock.now()
    with clock.injected(lambda: now):  # calendar files say when they were made
        ahead = await shown()
        monkeypatch.setattr(Eyes, "_besides", lambda *_: iter(()))
        assert await shown() == ahead
