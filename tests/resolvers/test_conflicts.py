"""Conflicts through the API: told with gates, times and tablets, and settled once."""

from datetime import timedelta
from typing import Any

from models import clock, conflict_lists
from models.access.viewer import Viewer
from models.audit import AuditEntry
from models.conflicts import Conflict
from models.grants import Role
from models.scans.rows import Scan
from schema.nodes import encode
from tests import clashes, people
from tests.clashes import Clash
from tests.client import Api

_SHOWN = """id kind holderName apartSeconds passageCount settledAt settlement note
  settledBy { name } seat { holder { name } } event { title }
  passages { gateName gate { name } deviceName device { name } at verdictShown isAlone
    isTimeSuspect }"""
_NODE = f"query($id: ID!) {{ node(id: $id) {{ ... on Conflict {{ {_SHOWN} }} }} }}"
_PAGE = f"""query($id: ID!, $settled: Boolean, $first: Int!, $after: String) {{
  node(id: $id) {{ ... on Event {{ conflicts(settled: $settled, first: $first, after: $after) {{
    pageInfo {{ hasNextPage endCursor }} edges {{ node {{ {_SHOWN} }} }} }} }} }} }}"""


async def _listed(api: Api, at: Clash, olga: Viewer, **said: Any) -> list[str]:
    event = encode("Event", at.north.event.id)
    found = await api(_PAGE, as_=olga, id=event, **{"first": 9, "settled": None, **said})
    return [edge["node"]["holderName"] for edge in found["node"]["conflicts"]["edges"]]


async def _first(at: Clash) -> str:
    return encode("Conflict", (await at.conflicts())[0].id)


async def test_a_pass_that_two_gates_let_in_is_told_with_both(api: Api) -> None:
    at = await clashes.clash(api)
    shown = (await api(_NODE, as_=await people.operator(), id=await _first(at)))["node"]
    passages = [
        {
            "gateName": gate, "gate": {"name": gate}, "deviceName": "Tablet",
            "device": {"name": "Tablet"}, "verdictShown": "ADMITTED", "isAlone": True,
            "isTimeSuspect": False, "at": passage["at"],
        }
        for gate, passage in zip(("North", "South"), shown["passages"], strict=True)
    ]  # fmt: skip
    assert shown == {
        "id": await _first(at), "kind": "DOUBLE", "holderName": "Ann", "apartSeconds": 90,
        "passageCount": 2, "settledAt": None, "settlement": None, "note": "", "settledBy": None,
        "seat": {"holder": {"name": "Ann"}}, "event": {"title": "Night drive"},
        "passages": passages,
    }  # fmt: skip


async def test_a_verdict_that_no_tablet_of_ours_shows_is_none(api: Api) -> None:
    at = await clashes.clash(api)
    await Scan.filter(device_id=at.south.device.id).update(shown="WELCOME")
    shown = (await api(_NODE, as_=await people.operator(), id=await _first(at)))["node"]
    assert [each["verdictShown"] for each in shown["passages"]] == ["ADMITTED", None]


async def test_an_event_lists_its_conflicts_the_newest_first_in_pages(api: Api) -> None:
    at = await clashes.clash(api, "Ann", "Ben", "Cara")
    oldest = [row.id for row in await at.conflicts()]
    event, olga = encode("Event", at.north.event.id), await people.operator()
    assert await _listed(api, at, olga) == ["Cara", "Ben", "Ann"]
    page = (await api(_PAGE, as_=olga, id=event, first=2, settled=None))["node"]["conflicts"]
    assert page["pageInfo"]["hasNextPage"] is True
    after = page["pageInfo"]["endCursor"]
    assert await _listed(api, at, olga, first=2, after=after) == ["Ann"]
    await api.mutate(
        "conflictSettle", "", as_=olga, conflict=encode("Conflict", oldest[1]),
        settlement="HARMLESS",
    )  # fmt: skip
    assert await _listed(api, at, olga, settled=False) == ["Cara", "Ann"]
    assert await _listed(api, at, olga, settled=True) == ["Ben"]


async def test_settling_says_who_found_out_what_and_when(api: Api) -> None:
    at, said = await clashes.clash(api), {"settlement": "INTRUDER", "note": "A copy of the pass"}
    stan = await people.with_role("Stan", Role.VENUE_STAFF, at.north.event.venue_id)
    now = clock.now()
    with clock.injected(lambda: now):
        payload = await api.mutate(
            "conflictSettle",
            f"conflict {{ {_SHOWN} }}",
            as_=stan,
            conflict=await _first(at),
            **said,
        )
    shown = payload["conflict"]
    assert {name: shown[name] for name in ("settlement", "note", "settledBy")} == said | {
        "settledBy": {"name": "Stan"}
    }
    [row] = await at.conflicts()
    assert (row.settled_at, row.settled_by_id) == (now, stan.member_id)
    [entry] = await AuditEntry.filter(action="conflict.settle")
    assert (entry.actor_id, entry.subject_id, entry.detail) == (
        stan.member_id, row.id, {"settlement": "INTRUDER"},
    )  # fmt: skip


async def test_a_settled_conflict_takes_the_same_word_again_and_no_other(api: Api) -> None:
    at, olga = await clashes.clash(api), await people.operator()
    said = {"conflict": await _first(at), "settlement": "MISTAKE", "note": "Wrong queue"}
    await api.mutate("conflictSettle", "", as_=olga, **said)
    before = await Conflict.all().values()
    same = await api.mutate("conflictSettle", "conflict { note }", as_=olga, **said)
    assert same == {"conflict": {"note": "Wrong queue"}, "userErrors": []}
    for other in ({"settlement": "HARMLESS"}, {"note": "Another note"}):
        refused = await api.refused("conflictSettle", as_=olga, **said | other)
        assert refused == "CONFLICT_SETTLED"
    assert await Conflict.all().values() == before
    assert await AuditEntry.filter(action="conflict.settle").count() == 1


async def test_a_scan_that_joins_later_opens_it_again_and_it_can_be_settled_anew(api: Api) -> None:
    at, olga = await clashes.clash(api), await people.operator()
    said = {"conflict": await _first(at), "settlement": "HARMLESS"}
    await api.mutate("conflictSettle", "", as_=olga, **said)
    await at.again(api)
    assert await _listed(api, at, olga, settled=False) == ["Ann"]
    shown = (await api(_NODE, as_=olga, id=said["conflict"]))["node"]
    assert (shown["apartSeconds"], shown["passageCount"]) == (540, 3)
    payload = await api.mutate(
        "conflictSettle", "conflict { settlement }", as_=olga, **said | {"settlement": "INTRUDER"}
    )
    assert payload["conflict"] == {"settlement": "INTRUDER"}


async def test_a_note_that_is_too_long_settles_nothing(api: Api) -> None:
    at, olga = await clashes.clash(api), await people.operator()
    said = {"conflict": await _first(at), "settlement": "HARMLESS", "note": "x" * 501}
    assert await api.refused("conflictSettle", as_=olga, **said) == "TEXT_TOO_LONG"
    assert [row.settled_at for row in await at.conflicts()] == [None]
    assert await AuditEntry.filter(action="conflict.settle").count() == 0


async def test_a_tablet_hears_of_its_own_conflicts_and_which_passages_were_its_own(
    api: Api,
) -> None:
    at = await clashes.clash(api, "Ann", "Ben")
    other = await at.north.another_tablet("East")
    past = clock.now() - timedelta(days=1)
    for door, own in ((at.north, [True, False]), (at.south, [False, True])):
        told = await conflict_lists.of_device(door.device.id, past)
        assert [conflict.holder_name for conflict in told] == ["Ben", "Ann"]
        for conflict in told:
            assert [each.gate_name for each in conflict.passages] == ["North", "South"]
            assert [each.is_own for each in conflict.passages] == own
    assert await conflict_lists.of_device(other.device.id, past) == []


async def test_a_tablet_hears_of_what_was_settled_since_a_moment(api: Api) -> None:
    at, olga = await clashes.clash(api), await people.operator()
    await api.mutate(
        "conflictSettle", "", as_=olga, conflict=await _first(at), settlement="HARMLESS"
    )
    [row] = await at.conflicts()
    assert row.settled_at is not None
    device = at.south.device.id
    assert len(await conflict_lists.of_device(device, row.settled_at)) == 1
    assert await conflict_lists.of_device(device, row.settled_at + timedelta(seconds=1)) == []
