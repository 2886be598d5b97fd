"""Nobody sees another dealer's leads, whatever root field they ask, and by whatever id."""

import asyncio
from typing import Any

import orjson
import pytest

from models import ids
from models.access.viewer import Viewer
from models.leads import Lead
from resolvers.nodes import DOORS
from schema.context import Context, House
from schema.loaders import Loaders
from schema.nodes import encode
from tests import asking, confided, everything, people, prospects
from tests.client import NOBODY, Api
from tests.confided import ADDRESS, NEEDLES, Confided
from tests.root_fields import OF_DEALERS, OTHERS
from tests.served import served
from tests.webhooks import RULES

STRANGERS = ("other dealer", "former staff", "member", "operator", "nobody")
OPEN_TO_ALL = {"Dealer", "Event", "Member", "AppointmentOffer"}
BRANDS_TOO = {
    "Event", "Seat", "Registration", "WebhookEndpoint", "WebhookDelivery", "WebForm", "Group",
    "Handover",
}  # fmt: skip
"""The brand's own staff sees who comes to an event, which is not a lead, and where webhooks go."""
BRANDS_DEEDS = {
    "leadQuestionsSet", "leadRoutingExplain", "rosterSet", "rosterRemove", "appointmentOfferSet",
    "leadAttribution", "leadFunnel", "leadResponse", "dealerFallbackSet", "livestreamCodeCreate",
    "webFormCreate", "webFormUpdate", "webFormClose", "handoverEnd",
}  # fmt: skip
"""What the brand sets for a dealer, why a lead lies there, and counts; none tells whose lead."""

_KINDS = {
    "into": "Lead", "merged": "Lead", "lead": "Lead", "task": "LeadTask", "merge": "LeadMerge",
    "dealer": "Dealer", "dealers": "Dealer", "scope": "Dealer", "event": "Event", "seat": "Seat",
    "seats": "Seat", "registration": "Registration", "appointment": "Appointment",
    "webhookEndpoint": "WebhookEndpoint", "form": "WebForm",
    "community": "Group", "handover": "Handover",
    "webhookDelivery": "WebhookDelivery", "member": "Member",
    "assignee": "Member", "mentions": "Member", "host": "Member",
    "actor": "Member", "": "Lead",
}  # fmt: skip


@pytest.fixture
def the_house(the_house: House) -> House:
    """A house that would send webhooks to its own desk."""
    the_house.webhooks = RULES
    return the_house


def test_every_root_field_is_listed_with_whether_it_leads_to_leads() -> None:
    assert set(asking.roots()) - OTHERS - set(OF_DEALERS) == set(), "list them in root_fields.py"
    assert (OTHERS | set(OF_DEALERS)) - set(asking.roots()) == set()
    assert OTHERS & set(OF_DEALERS) == set()


@pytest.mark.parametrize("who", STRANGERS)
async def test_what_is_a_dealers_and_what_is_missing_are_one_answer_byte_for_byte(
    api: Api, db: str, who: str
) -> None:
    kept = await confided.confided()
    stranger = await _stranger(who, kept)
    missing = {kind: encode(kind, ids.new()) for kind in kept.ids} | _public(kept)
    before = await _leads(db)

    for name, said in OF_DEALERS.items():
        there = await _answer(api, stranger, name, kept.ids, said)
        assert _found(there) == [], name
        assert who == "operator" or ADDRESS not in there, name
        if who == "operator" and name in BRANDS_DEEDS:
            continue
        absent = await _answer(api, stranger, name, missing, said)
        assert there == absent, name
        assert "NOT_FOUND" in there or "SIGN_IN_REQUIRED" in there or _is_null(there), there

    assert who == "operator" or await _leads(db) == before


@pytest.mark.parametrize("who", STRANGERS)
async def test_no_id_of_a_dealers_opens_anything_to_a_stranger(api: Api, who: str) -> None:
    kept = await confided.confided()
    stranger = await _stranger(who, kept)
    for kind, its_id in kept.ids.items():
        if who == "operator" and kind in BRANDS_TOO:
            continue
        answer = await _node(api, stranger, kind, its_id)
        assert _found(answer) == [], kind
        if kind not in OPEN_TO_ALL:
            assert answer == await _node(api, stranger, kind, encode(kind, ids.new())), kind
            assert answer == '{"node":null}', kind


@pytest.mark.parametrize("who", [who for who in STRANGERS if who != "operator"])
async def test_no_other_root_field_tells_a_word_of_a_dealers_people(api: Api, who: str) -> None:
    kept = await confided.confided()
    stranger = await _stranger(who, kept)
    for name in sorted(OTHERS):
        answer = await _answer(api, stranger, name, kept.ids, {})
        assert _found(answer) == [], name
        assert ADDRESS not in answer, name


async def test_the_dealers_own_staff_gets_further_than_a_stranger_with_each_of_these(
    api: Api,
) -> None:
    kept = await confided.confided()
    otto = await _stranger("other dealer", kept)
    told = {}
    for name, said in OF_DEALERS.items():
        refused = await _answer(api, otto, name, kept.ids, said)
        told[name] = await _answer(api, kept.dora, name, kept.ids, said)
        assert told[name] != refused, name
        assert "NOT_FOUND" not in told[name], told[name]
    assert _found(told["leads"]) == list(NEEDLES), told["leads"]
    for kind in kept.ids.keys() - OPEN_TO_ALL - {"Seat", "Registration", "Consent"}:
        assert kind in DOORS


async def test_who_has_left_hears_no_word_when_an_old_call_is_sent_again(api: Api) -> None:
    kept = await confided.confided()
    said = {"idempotencyKey": "while of the staff", "to": "CONTACTED"}
    first = await _answer(api, kept.fred, "leadMove", kept.ids, said)
    assert _found(first) == list(NEEDLES)

    gone = await _stranger("former staff", kept)
    again = await _answer(api, gone, "leadMove", kept.ids, said)

    assert again == ('{"leadMove":{"__typename":"LeadMovePayload","lead":null,"userErrors":[]}}')
    assert (await Lead.get(id=kept.rows["Lead"])).state == "CONTACTED"


async def _stranger(who: str, kept: Confided) -> Viewer:
    if who == "other dealer":
        other = await prospects.dealer("Far Cars")
        await prospects.lead(other)
        return await prospects.staff(other, "Otto")
    if who == "former staff":
        await prospects.end_grants(kept.fred, kept.rows["Dealer"])
        return await people.viewer(await people.member("Fred"))
    if who == "operator":
        return await people.operator()
    return NOBODY if who == "nobody" else await people.viewer(await people.member("Ann"))


def _public(kept: Confided) -> dict[str, str]:
    return {kind: kept.ids[kind] for kind in ("Event", "Member")}


async def _answer(
    api: Api, viewer: Viewer, name: str, given: dict[str, str], said: dict[str, Any]
) -> str:
    """All that comes back, as text, without the ids that were sent."""
    named = {argument: given[kind] for argument, kind in _KINDS.items()}
    own = said if asking.roots()[name] == "query" else {"idempotencyKey": ids.text(), **said}
    is_followed = asking.roots()[name] == "subscription"
    variables = asking.variables(name, named, said if is_followed else own)
    document = asking.document(name)
    run = _first_event if is_followed else _whole
    answer = await run(api, viewer, document, variables)
    for kind, its_id in given.items():
        answer = answer.replace(its_id, kind)
    return answer


async def _node(api: Api, viewer: Viewer, kind: str, its_id: str) -> str:
    answer = await _whole(api, viewer, asking.document("node", on=kind), {"id": its_id})
    return answer.replace(its_id, kind)


async def _whole(api: Api, viewer: Viewer, document: str, variables: dict[str, Any]) -> str:
    context = Context(viewer, Loaders(viewer), api.house)
    return _text(await served().execute(document, variables, context_value=context))


async def _first_event(api: Api, viewer: Viewer, document: str, variables: dict[str, Any]) -> str:
    context = Context(viewer, Loaders(viewer), api.house)
    results: Any = await served().stream(document, variables, context_value=context)
    try:
        async with asyncio.timeout(5):
            return _text(await anext(results))
    finally:
        await results.aclose()


def _text(result: Any) -> str:
    errors = [error.formatted for error in result.errors or []]
    data = orjson.dumps(result.data).decode()
    return data + orjson.dumps(errors).decode() if errors else data


def _is_null(answer: str) -> bool:
    data = orjson.loads(answer)
    return list(data.values()) == [None]


def _found(answer: str) -> list[str]:
    return [needle for needle in NEEDLES if needle in answer.lower()]


async def _leads(database_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that is written, but who asked and what they were told."""
    tables = await everything.rows_of(database_url)
    return {name: rows for name, rows in tables.items() if name != "idempotency_keys"}
