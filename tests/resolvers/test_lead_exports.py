"""Exports and ADF in the API: asked for, watched by `node`, sent again."""

from typing import Any

import pytest

from models.access.viewer import Viewer
from models.adf_sendings import AdfSending
from models.dealers import Dealer
from models.lead_exports import LeadExport
from models.leads import Lead
from schema.nodes import encode
from tests import prospects
from tests.client import Api
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")

_JOB = "leadExport { id format state done total url by { name } dealer { name } }"
_WATCH = """
    query($id: ID!) { node(id: $id) { ... on LeadExport { state done total url expiresAt } } }
"""

_LIST = """
    query($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on Dealer {
        leadExports(first: $first, after: $after) {
            edges { node { id } } pageInfo { hasNextPage endCursor } } } } }
"""


async def _staffed(*names: str) -> tuple[Dealer, Viewer]:
    dealer = await prospects.dealer()
    for name in names:
        await prospects.lead(dealer, name)
    return dealer, await prospects.staff(dealer)


async def test_an_export_is_asked_for_and_watched_until_it_is_done(api: Api) -> None:
    dealer, dora = await _staffed("Ann", "Ben")
    said = {"dealer": encode("Dealer", dealer.id), "format": "XLSX", "state": "NEW"}
    first = await api.mutate("leadExportCreate", _JOB, as_=dora, key="once", **said)
    again = await api.mutate("leadExportCreate", _JOB, as_=dora, key="once", **said)
    job = first["leadExport"]
    assert again == first
    assert {name: job[name] for name in job if name != "id"} == {
        "format": "XLSX",
        "state": "QUEUED",
        "done": 0,
        "total": 2,
        "url": None,
        "by": {"name": "Dora"},
        "dealer": {"name": "Harbour Motors"},
    }
    await Postbox().fetch()
    watched = (await api(_WATCH, as_=dora, id=job["id"]))["node"]
    assert watched.pop("expiresAt")
    assert watched == {
        "state": "DONE",
        "done": 2,
        "total": 2,
        "url": f"/leads/exports/{job['id']}",
    }
    otto = await prospects.staff(await prospects.dealer("Other Cars"), "Otto")
    assert await api(_WATCH, as_=otto, id=job["id"]) == {"node": None}


async def test_a_dealers_exports_are_listed_the_newest_first_page_by_page(api: Api) -> None:
    dealer, dora = await _staffed("Ann")
    there = encode("Dealer", dealer.id)
    made = [
        (await api.mutate("leadExportCreate", _JOB, as_=dora, dealer=there, format=kind))[
            "leadExport"
        ]["id"]
        for kind in ("CSV", "XLSX", "ADF")
    ]
    elsewhere = await prospects.dealer("Other Cars")
    otto = await prospects.staff(elsewhere, "Otto")
    await api.mutate(
        "leadExportCreate", "", as_=otto, dealer=encode("Dealer", elsewhere.id), format="CSV"
    )

    asked: dict[str, Any] = {"as_": dora, "id": there}
    found = (await api(_LIST, first=2, **asked))["node"]["leadExports"]
    assert [edge["node"]["id"] for edge in found["edges"]] == made[:0:-1]
    assert found["pageInfo"]["hasNextPage"]
    after = found["pageInfo"]["endCursor"]
    rest = (await api(_LIST, first=2, after=after, **asked))["node"]["leadExports"]
    assert [edge["node"]["id"] for edge in rest["edges"]] == made[:1]
    assert not rest["pageInfo"]["hasNextPage"]
    assert await api(_LIST, first=2, as_=otto, id=there) == {"node": {"leadExports": None}}


async def test_another_dealers_staff_is_answered_as_if_there_were_none(api: Api) -> None:
    dealer, _ = await _staffed("Ann")
    otto = await prospects.staff(await prospects.dealer("Other Cars"), "Otto")
    there, lead = encode("Dealer", dealer.id), await Lead.get()
    ask: dict[str, Any] = {"as_": otto}
    assert await api.refused("leadExportCreate", dealer=there, format="CSV", **ask) == "NOT_FOUND"
    assert await api.refused("dealerAdfAddressSet", dealer=there, **ask) == "NOT_FOUND"
    lead_id = encode("Lead", lead.id)
    assert await api.refused("leadAdfResend", lead=lead_id, **ask) == "NOT_FOUND"
    assert await LeadExport.all().count() == 0


async def test_the_staff_says_where_leads_go_and_nobody_else_reads_it(api: Api) -> None:
    dealer, dora = await _staffed()
    said = {"dealer": encode("Dealer", dealer.id), "adfAddress": "ADF@crm.example"}
    payload = await api.mutate("dealerAdfAddressSet", "dealer { adfAddress }", as_=dora, **said)
    assert payload == {"dealer": {"adfAddress": "adf@crm.example"}, "userErrors": []}
    page = "query { dealers(first: 1) { edges { node { adfAddress } } } }"
    for viewer, shown in ((dora, "adf@crm.example"), (await _otto(), None)):
        [edge] = (await api(page, as_=viewer))["dealers"]["edges"]
        assert edge == {"node": {"adfAddress": shown}}
    said["adfAddress"] = "nonsense"
    assert await api.refused("dealerAdfAddressSet", as_=dora, **said) == "EMAIL_INVALID"


async def _otto() -> Viewer:
    return await prospects.staff(await prospects.dealer("Other Cars"), "Otto")


async def test_a_lead_is_sent_again_once_per_key_and_tells_its_file(api: Api) -> None:
    dealer, dora = await _staffed("Ann")
    lead_id = encode("Lead", (await Lead.get()).id)
    refused = await api.refused("leadAdfResend", as_=dora, lead=lead_id)
    assert refused == "ADF_ADDRESS_MISSING"
    address = {"dealer": encode("Dealer", dealer.id), "adfAddress": "adf@crm.example"}
    await api.mutate("dealerAdfAddressSet", "", as_=dora, **address)
    for _ in range(2):
        payload = await api.mutate(
            "leadAdfResend", "lead { adfUrl }", as_=dora, key="twice", lead=lead_id
        )
        assert payload == {"lead": {"adfUrl": f"/leads/{lead_id}.adf"}, "userErrors": []}
    assert await AdfSending.all().count() == 1
