"""Webhooks through the API."""

from typing import Any

import pytest

from models import clock
from models.access.viewer import Viewer
from models.audit import AuditEntry
from models.dealers import Dealer
from models.webhook_deliveries.rows import WebhookDelivery
from models.webhook_endpoints import WebhookEndpoint
from schema.context import House
from schema.nodes import encode
from tests import people, prospects
from tests.client import NOBODY, Api
from tests.webhooks import RULES, Receiver, deliver, receiver

ENDPOINT = "id url description pausedAt pauseReason firstFailedAt previousSecretUntil"
LOG = """query($id: ID!, $state: DeliveryState) { node(id: $id) { ... on WebhookEndpoint {
  dealer { name } lastDeliveredAt
  deliveries(first: 9, state: $state) { edges { node {
    id event seq state messageKey endedAt lead { contact { name } } webhookEndpoint { url }
    attempts { status failure durationMs } } } } } } }"""
LIST = "query($id: ID!) { node(id: $id) { ... on Dealer { webhookEndpoints { id url } } } }"


@pytest.fixture
def the_house(the_house: House) -> House:
    """A house that sends webhooks to its own desk."""
    the_house.webhooks = RULES
    return the_house


async def _create(api: Api, dora: Viewer, dealer: Dealer, there: Receiver | str) -> dict[str, Any]:
    url = there if isinstance(there, str) else there.url
    return await api.mutate(
        "webhookEndpointCreate",
        f"webhookEndpoint {{ {ENDPOINT} }} secret",
        as_=dora,
        key="make",
        dealer=encode("Dealer", dealer.id),
        url=url,
        description="Our CRM",
    )


async def test_an_endpoint_is_made_with_its_secret_which_is_handed_out_once(api: Api) -> None:
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)

    first = await _create(api, dora, dealer, "https://crm.dealer.example/")
    again = await _create(api, dora, dealer, "https://crm.dealer.example/")

    row = await WebhookEndpoint.get()
    assert first["secret"].startswith("whsec_")
    assert first["webhookEndpoint"] == {
        "id": encode("WebhookEndpoint", row.id),
        "url": "https://crm.dealer.example/",
        "description": "Our CRM",
        "pausedAt": None,
        "pauseReason": None,
        "firstFailedAt": None,
        "previousSecretUntil": None,
    }
    assert (again["webhookEndpoint"], again["secret"]) == (None, None)
    assert [error["code"] for error in again["userErrors"]] == ["ALREADY_USED"]


async def test_the_log_shows_what_was_sent_to_the_staff_and_its_state_to_operators(
    api: Api,
) -> None:
    dealer = await prospects.dealer()
    dora, olga = await prospects.staff(dealer), await people.operator()
    ann = await people.viewer(await people.member("Ann"))
    async with receiver(lambda call: 500 if call.seq == 2 else 200) as there:
        made = await _create(api, dora, dealer, there)
        await prospects.lead(dealer)
        await prospects.lead(dealer, "Hu Na")
        await deliver()
    asked = made["webhookEndpoint"]["id"]

    seen = (await api(LOG, as_=dora, id=asked))["node"]
    nodes = [edge["node"] for edge in seen["deliveries"]["edges"]]
    assert (seen["dealer"], [node["seq"] for node in nodes]) == ({"name": "Harbour Motors"}, [2, 1])
    assert nodes[1].pop("endedAt") == seen["lastDeliveredAt"]
    [attempt] = nodes[1].pop("attempts")
    assert (attempt["status"], attempt["failure"]) == (200, None)
    row = await WebhookDelivery.get(seq=1)
    assert nodes[1] == {
        "id": encode("WebhookDelivery", row.id),
        "event": "LEAD_CAPTURED",
        "seq": 1,
        "state": "DELIVERED",
        "messageKey": f"msg_{row.id}",
        "lead": {"contact": {"name": "Liu Wei"}},
        "webhookEndpoint": {"url": there.url},
    }
    waiting = await api(LOG, as_=olga, id=asked, state="PENDING")
    [edge] = waiting["node"]["deliveries"]["edges"]
    assert (edge["node"]["seq"], edge["node"]["lead"]) == (2, None)
    assert edge["node"]["attempts"][0]["failure"] == "REFUSED"
    assert (await api(LOG, as_=ann, id=asked))["node"] is None
    assert (await api(LOG, id=asked))["node"] is None


async def test_a_dealers_endpoints_are_listed_for_who_may_see_them(api: Api) -> None:
    dealer = await prospects.dealer()
    dora, olga = await prospects.staff(dealer), await people.operator()
    otto = await prospects.staff(await prospects.dealer("Other Cars"), "Otto")
    made = await _create(api, dora, dealer, "https://crm.dealer.example/")
    asked = encode("Dealer", dealer.id)
    listed = [{"id": made["webhookEndpoint"]["id"], "url": "https://crm.dealer.example/"}]

    shown = [
        (await api(LIST, as_=viewer, id=asked))["node"]["webhookEndpoints"]
        for viewer in (dora, olga, otto, NOBODY)
    ]
    assert shown == [listed, listed, None, None]


async def test_staff_change_rotate_test_open_and_delete_an_endpoint(api: Api) -> None:
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)
    async with receiver(410) as there:
        made = await _create(api, dora, dealer, there)
        asked = {"webhookEndpoint": made["webhookEndpoint"]["id"]}
        await prospects.lead(dealer)
        await deliver()
        there.status = 200

        changed = await api.mutate(
            "webhookEndpointUpdate",
            f"webhookEndpoint {{ {ENDPOINT} }}",
            as_=dora,
            description="New CRM",
            **asked,
        )
        rotated = await api.mutate(
            "webhookEndpointRotateSecret",
            "secret webhookEndpoint { previousSecretUntil }",
            as_=dora,
            **asked,
        )
        pinged = await api.mutate(
            "webhookEndpointPing", "webhookDelivery { id event state }", as_=dora, **asked
        )
        await deliver()
        resumed = await api.mutate(
            "webhookEndpointResume", f"webhookEndpoint {{ {ENDPOINT} }}", as_=dora, **asked
        )
        await deliver()
        replayed = await api.mutate(
            "webhookDeliveryReplay",
            "webhookDelivery { state seq }",
            as_=dora,
            webhookDelivery=encode("WebhookDelivery", (await WebhookDelivery.get(seq=1)).id),
        )
        await deliver()

    assert changed["webhookEndpoint"]["description"] == "New CRM"
    assert changed["webhookEndpoint"]["pauseReason"] == "GONE"
    assert rotated["secret"] not in {None, made["secret"]}
    assert rotated["webhookEndpoint"]["previousSecretUntil"] > clock.now().isoformat()
    assert (pinged["webhookDelivery"]["event"], pinged["webhookDelivery"]["state"]) == (
        "PING",
        "PENDING",
    )
    assert resumed["webhookEndpoint"]["pausedAt"] is None
    assert replayed["webhookDelivery"] == {"state": "PENDING", "seq": 1}
    assert [call.said["type"] for call in there.calls] == [
        "lead.captured",
        "webhook.ping",
        "lead.captured",
        "lead.captured",
    ]

    deleted = await api.mutate(
        "webhookEndpointDelete", "dealer { webhookEndpoints { id } }", as_=dora, **asked
    )
    assert deleted == {"dealer": {"webhookEndpoints": []}, "userErrors": []}
    assert await WebhookEndpoint.all().count() == 0


async def test_nobody_but_the_dealers_own_staff_does_any_of_it(api: Api) -> None:
    dealer = await prospects.dealer()
    dora, olga = await prospects.staff(dealer), await people.operator()
    otto = await prospects.staff(await prospects.dealer("Other Cars"), "Otto")
    async with receiver() as there:
        made = await _create(api, dora, dealer, there)
        await prospects.lead(dealer)
        await deliver()
    sent = await WebhookDelivery.get()
    before, audited = await WebhookEndpoint.get(), await AuditEntry.all().count()
    asked = {"webhookEndpoint": made["webhookEndpoint"]["id"]}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("webhookEndpointCreate", {"dealer": encode("Dealer", dealer.id), "url": there.url}),
        ("webhookEndpointUpdate", {**asked, "url": "https://evil.example/"}),
        ("webhookEndpointRotateSecret", asked),
        ("webhookEndpointPing", asked),
        ("webhookEndpointResume", asked),
        ("webhookEndpointDelete", asked),
        ("webhookDeliveryReplay", {"webhookDelivery": encode("WebhookDelivery", sent.id)}),
    ]

    for viewer, code in ((otto, "NOT_FOUND"), (olga, "NOT_FOUND"), (NOBODY, "SIGN_IN_REQUIRED")):
        for field, said in calls:
            assert await api.refused(field, as_=viewer, **said) == code

    after = await WebhookEndpoint.get()
    assert {name: getattr(after, name) for name in after._meta.db_fields} == {
        name: getattr(before, name) for name in before._meta.db_fields
    }
    assert await AuditEntry.all().count() == audited
    assert await WebhookDelivery.all().count() == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://169.254.169.254/latest", "WEBHOOK_ADDRESS_FORBIDDEN"),
        ("ftp://crm.dealer.example/", "WEBHOOK_ADDRESS_INVALID"),
    ],
)
async def test_an_address_that_is_closed_or_none_is_refused_and_nothing_written(
    api: Api, url: str, code: str
) -> None:
    dealer = await prospects.dealer()
    payload = await _create(api, await prospects.staff(dealer), dealer, url)
    [error] = payload["userErrors"]
    assert (error["code"], error["field"]) == (code, ["url"])
    assert payload["secret"] is None
    assert await WebhookEndpoint.all().count() == 0
