"""Rosters through the API."""

from typing import Any

from models.grants import Role
from models.rosters import RosterEntry
from schema.nodes import encode
from tests import people, prospects, routed
from tests.client import NOBODY, Api

ROSTER = """
    roster {
        member { name } weight mostOpen
        hours { weekday opensAt closesAt } leaves { startsAt endsAt }
    }
"""
SEE = f"query($id: ID!) {{ node(id: $id) {{ ... on Dealer {{ {ROSTER} }} }} }}"
TERMS: dict[str, Any] = {
    "weight": 3,
    "mostOpen": 20,
    "hours": [{"weekday": "MONDAY", "opensAt": "09:00", "closesAt": "18:00"}],
    "leaves": [{"startsAt": "2026-03-02T00:00:00+00:00", "endsAt": "2026-03-09T00:00:00+00:00"}],
}


async def test_a_manager_says_who_gets_leads_and_staff_read_it(api: Api) -> None:
    at = await prospects.dealer()
    mona = await people.with_role("Mona", Role.DEALER_MANAGER, at.id)
    dora, olga = await prospects.staff(at), await people.operator()
    said = {"dealer": encode("Dealer", at.id), "member": encode("Member", dora.as_member())}
    roster = [{"member": {"name": "Dora"}, **TERMS}]

    made = await api.mutate("rosterSet", f"dealer {{ {ROSTER} }}", as_=mona, **said, **TERMS)

    assert made == {"dealer": {"roster": roster}, "userErrors": []}
    assert (await api(SEE, as_=dora, id=said["dealer"]))["node"]["roster"] == roster
    assert (await api(SEE, as_=NOBODY, id=said["dealer"]))["node"]["roster"] is None
    assert await api.refused("rosterSet", as_=dora, **said) == "NOT_FOUND"
    assert await api.refused("rosterRemove", as_=dora, **said) == "NOT_FOUND"
    gone = await api.mutate("rosterRemove", f"dealer {{ {ROSTER} }}", as_=olga, **said)
    assert gone == {"dealer": {"roster": []}, "userErrors": []}
    assert await api.refused("rosterRemove", as_=olga, **said) == "NOT_FOUND"


async def test_a_manager_says_nothing_of_other_dealers_and_enters_no_strangers(api: Api) -> None:
    at, other = await prospects.dealer(), await routed.dealer("Other Cars")
    mona = await people.with_role("Mona", Role.DEALER_MANAGER, at.id)
    otto = await prospects.staff(other, "Otto")
    member = encode("Member", otto.as_member())

    theirs = {"dealer": encode("Dealer", other.id), "member": member}
    assert await api.refused("rosterSet", as_=mona, **theirs) == "NOT_FOUND"
    ours = {"dealer": encode("Dealer", at.id), "member": member}
    payload = await api.mutate("rosterSet", "dealer { id }", as_=mona, **ours)
    [error] = payload["userErrors"]
    assert (error["code"], error["field"]) == ("NOT_FOUND", ["member"])
    assert (await api(SEE, as_=mona, id=theirs["dealer"]))["node"]["roster"] is None
    assert await RosterEntry.all().count() == 0


async def test_a_dealer_has_a_position(api: Api) -> None:
    olga, place = await people.operator(), {"latitude": 31.23, "longitude": 121.47}
    made = await api.mutate(
        "dealerCreate", "dealer { id position { latitude longitude } }", as_=olga,
        name="Harbour", zone="UTC", position=place,
    )  # fmt: skip
    assert made["dealer"]["position"] == place
    ours = {"dealer": made["dealer"]["id"]}
    far: dict[str, Any] = {"position": {"latitude": 91, "longitude": 0}}
    assert await api.refused("dealerUpdate", as_=olga, **ours, **far) == "OUT_OF_RANGE"
    kept = await api.mutate(
        "dealerUpdate",
        "dealer { position { latitude longitude } }",
        as_=olga,
        city="Suzhou",
        **ours,
    )
    assert kept["dealer"]["position"] == place
