from typing import Any

import pytest

from models.audit import AuditEntry
from models.dealers import Dealer
from models.gates import Gate
from models.grants import Role
from models.halls import Hall
from models.series import Series
from models.venues import Venue
from schema.nodes import encode
from tests import people, places, statements
from tests.client import Api

PIER: dict[str, Any] = {
    "name": "Pier 7",
    "address": "7 Riverside Road",
    "city": "Shanghai",
    "zone": "Asia/Shanghai",
    "position": {"latitude": 31.2304, "longitude": 121.4737},
    "openingHours": [{"weekday": "MONDAY", "opensAt": "09:00", "closesAt": "24:00"}],
}
WHOLE = """name address city zone position { latitude longitude }
    openingHours { weekday opensAt closesAt }"""


async def test_an_operator_opens_a_venue_and_it_reads_back_as_said(api: Api) -> None:
    olga = await people.operator()
    payload = await api.mutate("venueCreate", f"venue {{ id {WHOLE} }}", as_=olga, **PIER)
    venue_id = payload["venue"].pop("id")
    assert payload == {"venue": PIER, "userErrors": []}
    assert await AuditEntry.filter(action="venue.create", actor_id=olga.member_id).count() == 1
    found = await api("query($id: ID!) { node(id: $id) { ... on Venue { name } } }", id=venue_id)
    assert found == {"node": {"name": "Pier 7"}}


async def test_an_update_changes_what_is_said_and_nothing_else(api: Api) -> None:
    venue = await places.venue()
    stan = await people.with_role("Stan", Role.VENUE_STAFF, venue.id)
    said: dict[str, Any] = {
        "venue": encode("Venue", venue.id),
        "position": {"latitude": -33.9, "longitude": 18.4},
    }
    payload = await api.mutate("venueUpdate", f"venue {{ {WHOLE} }}", as_=stan, **said)
    assert payload["venue"] == {
        "name": "Pier 7",
        "address": "7 Riverside Road",
        "city": "",
        "zone": "Asia/Shanghai",
        "position": {"latitude": -33.9, "longitude": 18.4},
        "openingHours": [],
    }


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"name": " "}, "TEXT_EMPTY", ["name"]),
        ({"name": "x" * 121}, "TEXT_TOO_LONG", ["name"]),
        ({"address": "a\u0007b"}, "TEXT_HAS_CONTROL_CHARACTERS", ["address"]),
        ({"zone": "Mars/Olympus"}, "ZONE_UNKNOWN", ["zone"]),
        (
            {"position": {"latitude": 90.1, "longitude": 0}},
            "OUT_OF_RANGE",
            ["position", "latitude"],
        ),
        (
            {"position": {"latitude": 0, "longitude": -180.1}},
            "OUT_OF_RANGE",
            ["position", "longitude"],
        ),
        (
            {"openingHours": [{"weekday": "MONDAY", "opensAt": "18:00", "closesAt": "09:00"}]},
            "OPENING_HOURS_INVALID",
            ["openingHours"],
        ),
    ],
)
async def test_a_venue_that_cannot_be_is_refused(
    api: Api, wrong: dict[str, Any], code: str, field: list[str]
) -> None:
    olga = await people.operator()
    payload = await api.mutate("venueCreate", "venue { id }", as_=olga, **{**PIER, **wrong})
    [error] = payload["userErrors"]
    assert (payload["venue"], error["code"], error["field"]) == (None, code, field)
    assert await Venue.all().count() == 0


async def test_half_a_position_is_not_understood(api: Api) -> None:
    olga = await people.operator()
    document = "mutation($input: VenueCreateInput!) { venueCreate(input: $input) { venue { id } } }"
    said: dict[str, Any] = {**PIER, "idempotencyKey": "k", "position": {"latitude": 1.0}}
    assert len(await api.errors(document, as_=olga, input=said)) == 1
    assert await Venue.all().count() == 0


async def test_halls_and_gates_stand_in_their_venue(api: Api) -> None:
    olga = await people.operator()
    venue = encode("Venue", (await places.venue()).id)
    made = await api.mutate(
        "hallCreate", "hall { id }", as_=olga, venue=venue, name="North", capacity=60
    )
    hall = made["hall"]["id"]
    await api.mutate("gateCreate", "gate { id }", as_=olga, hall=hall, name="Left")
    payload = await api.mutate(
        "gateCreate",
        "gate { name hall { name capacity venue { halls { gates { name } } } } }",
        as_=olga,
        hall=hall,
        name="Right",
    )
    assert payload["gate"] == {
        "name": "Right",
        "hall": {
            "name": "North",
            "capacity": 60,
            "venue": {"halls": [{"gates": [{"name": "Left"}, {"name": "Right"}]}]},
        },
    }


async def test_two_halls_of_a_venue_and_two_gates_of_a_hall_have_different_names(api: Api) -> None:
    olga = await people.operator()
    north = await places.hall(name="North")
    south = await places.hall(await Venue.get(id=north.venue_id), "South")
    venue, hall = encode("Venue", north.venue_id), encode("Hall", south.id)
    said: dict[str, Any] = {"as_": olga, "name": "North"}
    assert await api.refused("hallCreate", venue=venue, capacity=5, **said) == "NAME_TAKEN"
    assert await api.refused("hallUpdate", hall=hall, **said) == "NAME_TAKEN"
    gate = await api.mutate("gateCreate", "gate { id }", hall=hall, **said)
    assert await api.refused("gateCreate", hall=hall, **said) == "NAME_TAKEN"
    assert (await Hall.all().count(), await Gate.all().count()) == (2, 1)
    same = await api.mutate("gateUpdate", "gate { name }", gate=gate["gate"]["id"], **said)
    assert same == {"gate": {"name": "North"}, "userErrors": []}


async def test_staff_change_their_halls_and_gates_and_build_none(api: Api) -> None:
    hall = await places.hall()
    stan = await people.with_role("Stan", Role.VENUE_STAFF, hall.venue_id)
    hall_id, venue_id = encode("Hall", hall.id), encode("Venue", hall.venue_id)
    payload = await api.mutate(
        "hallUpdate", "hall { name capacity }", as_=stan, hall=hall_id, name="South", capacity=7
    )
    assert payload["hall"] == {"name": "South", "capacity": 7}
    refused = [
        await api.refused("gateCreate", as_=stan, hall=hall_id, name="Left"),
        await api.refused("hallCreate", as_=stan, venue=venue_id, name="New", capacity=5),
        await api.refused("venueCreate", as_=stan, **PIER),
        await api.refused("dealerCreate", as_=stan, name="New", zone="UTC"),
        await api.refused("seriesCreate", as_=stan, name="New"),
    ]
    assert refused == ["NOT_ALLOWED"] * 5
    assert (await Hall.all().count(), await Gate.all().count(), await Venue.all().count()) == (
        1,
        0,
        1,
    )


async def test_a_dealer_is_taken_on_and_changed_and_its_name_is_its_own(api: Api) -> None:
    olga = await people.operator()
    said: dict[str, Any] = {
        "name": "Harbour Motors",
        "zone": "Asia/Shanghai",
        "phone": "+86 21 6323 4455",
    }
    made = await api.mutate("dealerCreate", "dealer { id name phone city }", as_=olga, **said)
    dealer = made["dealer"].pop("id")
    assert made["dealer"] == {"name": "Harbour Motors", "phone": "+862163234455", "city": ""}
    assert await api.refused("dealerCreate", as_=olga, **said) == "NAME_TAKEN"
    other = await api.mutate("dealerCreate", "dealer { id }", as_=olga, **{**said, "name": "Plaza"})
    taken: dict[str, Any] = {"dealer": other["dealer"]["id"], "name": "Harbour Motors"}
    assert await api.refused("dealerUpdate", as_=olga, **taken) == "NAME_TAKEN"
    changed = await api.mutate(
        "dealerUpdate", "dealer { name city phone }", as_=olga, dealer=dealer, city="Ningbo"
    )
    assert changed["dealer"] == {
        "name": "Harbour Motors",
        "city": "Ningbo",
        "phone": "+862163234455",
    }
    assert await Dealer.all().count() == 2


@pytest.mark.parametrize(
    "rule", ["", "FREQ=WEEKLY;BYDAY=SA", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12"]
)
async def test_a_series_may_recur_by_a_rule(api: Api, rule: str) -> None:
    olga = await people.operator()
    payload = await api.mutate(
        "seriesCreate", "series { name rule }", as_=olga, name="Salons", rule=rule
    )
    assert payload["series"] == {"name": "Salons", "rule": rule}


@pytest.mark.parametrize(
    "rule",
    [
        "every Saturday",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=1;INTERVAL=00",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY\nEXDATE:20260101T000000Z",
        "FREQ=DAILY;UNTIL=99999999",
    ],
)
async def test_what_is_no_rule_is_refused(api: Api, rule: str) -> None:
    olga = await people.operator()
    refused = await api.refused("seriesCreate", as_=olga, name="Salons", rule=rule)
    assert refused in {"RULE_INVALID", "TEXT_HAS_CONTROL_CHARACTERS"}
    assert await Series.all().count() == 0


async def test_a_page_of_ten_venues_takes_as_many_statements_as_a_page_of_one(api: Api) -> None:
    for number in range(10):
        venue = await places.venue(f"Venue {number}")
        for name in ("North", "South"):
            await Gate.create(hall=await places.hall(venue, name), name="Left")
    document = """query($first: Int) { venues(first: $first) {
        edges { node { name halls { name venue { name } gates { name hall { name } } } } } } }"""
    counts = {}
    for first in (1, 10):
        async with statements.counted() as run:
            page = await api(document, first=first)
        assert len(page["venues"]["edges"]) == first
        counts[first] = len(run)
    assert counts[1] == counts[10]
