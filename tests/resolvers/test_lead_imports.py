"""Imports: who agreed becomes a lead, and of all others a row says what is missing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models import clock, database, lead_withdrawals
from models.access.viewer import Viewer
from models.adf import writing
from models.adf.rows import Person, Prospect, Vehicle, Vendor
from models.audit import AuditEntry
from models.consents import Consent
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_imports import LeadImport, LeadImportRow
from models.leads import Lead
from models.touches import LeadSource
from schema.nodes import encode
from tests import prospects
from tests.client import Api
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")

_ROWS = """
    leadImport {
        id departures by { name }
        rows { place prospectId source problems { code field } lead { contact { name } } }
    }
"""
LIU = Prospect(
    id="17",
    source="Old CRM",
    is_resend=False,
    requested_at=prospects.DOORS,
    vehicle=None,
    customer=Person("刘伟", "liu@people.example", "+8613912345678"),
    comments="",
    vendor=Vendor("", "Harbour Motors", ""),
    provider="Old CRM",
)


def _adf(*said: Prospect) -> str:
    return writing.document(said, Vehicle("2026", "Luming", "Any")).decode()


def _consent(place: int, **said: Any) -> dict[str, Any]:
    at = (clock.now() - timedelta(days=1)).isoformat()
    words = {"method": "PAPER", "textVersion": 1, "language": "zh", "at": at}
    return {"place": place, **words, **said}


async def _staffed() -> tuple[Dealer, Viewer]:
    dealer = await prospects.dealer()
    return dealer, await prospects.staff(dealer)


async def _brought(
    api: Api, dealer: Dealer, by: Viewer, document: str, *consents: dict[str, Any], key: str = ""
) -> dict[str, Any]:
    said = {"dealer": encode("Dealer", dealer.id), "adf": document, "consents": list(consents)}
    payload = await api.mutate("leadImport", _ROWS, as_=by, key=key, **said)
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload["leadImport"]
    return found


def _problems(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["code"], ".".join(one["field"])) for one in row["problems"]]


async def test_who_agreed_becomes_a_lead_with_a_receipt_and_the_staff_hears(api: Api) -> None:
    dealer, dora = await _staffed()
    liu = replace(LIU, vehicle=Vehicle("2026", "Luming", "Seven"))
    ben = replace(LIU, id="18", customer=Person("Ben", "ben@people.example", ""))
    brought = await _brought(api, dealer, dora, _adf(liu, ben), _consent(0), key="once")
    assert brought["departures"] == []
    assert brought["by"] == {"name": "Dora"}
    assert brought["rows"] == [
        {
            "place": 0,
            "prospectId": "17",
            "source": "Old CRM",
            "problems": [],
            "lead": {"contact": {"name": "刘伟"}},
        },
        {
            "place": 1,
            "prospectId": "18",
            "source": "Old CRM",
            "problems": [{"code": "CONSENT_MISSING", "field": ["consent"]}],
            "lead": None,
        },
    ]
    lead, consent = await Lead.get(), await Consent.get()
    assert (lead.dealer_id, lead.source, lead.model) == (dealer.id, LeadSource.IMPORT, "Seven")
    assert (consent.method, consent.text_version, consent.language) == ("PAPER", 1, "zh")
    assert await Contact.filter(name="Ben").count() == 0
    entry = await AuditEntry.get(action="lead_import.create")
    assert entry.detail == {"dealer": str(dealer.id), "prospects": "2", "leads": "1"}
    again = await _brought(api, dealer, dora, _adf(LIU, ben), *[], key="other")
    assert again["id"] != brought["id"]
    box = Postbox()
    await box.fetch()
    assert ("dora@people.example", "A new lead for Harbour Motors") in box.subjects()


async def test_brought_again_the_same_prospect_is_the_same_lead(api: Api) -> None:
    dealer, dora = await _staffed()
    for _ in range(2):
        brought = await _brought(api, dealer, dora, _adf(LIU), _consent(0))
        assert _problems(brought["rows"][0]) == []
    assert await Lead.all().count() == 1
    assert await Contact.filter(name="刘伟").count() == 1


async def test_what_was_taken_back_since_stays_taken_back(api: Api) -> None:
    dealer, dora = await _staffed()
    await _brought(api, dealer, dora, _adf(LIU), _consent(0))
    async with database.transaction():
        who = await Contact.get(name="刘伟")
        await lead_withdrawals.withdraw([who], dealer.id, method="TEST")
    [row] = (await _brought(api, dealer, dora, _adf(LIU), _consent(0)))["rows"]
    assert (_problems(row), row["lead"]) == ([("CONSENT_TAKEN_BACK", "consent")], None)
    assert (await Lead.get()).withdrawn_at is not None


@pytest.mark.parametrize(
    ("prospect", "problems"),
    [
        (replace(LIU, id=""), [("PROSPECT_UNNAMED", "id")]),
        (
            replace(LIU, customer=Person("", "nonsense", "139")),
            [("PROSPECT_NAMELESS", "name"), ("PHONE_INVALID", "phone"), ("EMAIL_INVALID", "email")],
        ),
        (replace(LIU, customer=Person("Liu", "", "")), [("PROSPECT_UNREACHABLE", "phone")]),
    ],
)
async def test_what_is_wrong_is_told_field_by_field_and_keeps_nobody(
    api: Api, prospect: Prospect, problems: list[tuple[str, str]]
) -> None:
    dealer, dora = await _staffed()
    [row] = (await _brought(api, dealer, dora, _adf(prospect), _consent(0)))["rows"]
    assert (_problems(row), row["lead"]) == (problems, None)
    assert await Contact.all().count() == 0
    assert await Consent.all().count() == 0


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"textVersion": 99}, ("CONSENT_TEXT_UNKNOWN", "textVersion")),
        ({"method": ""}, ("TEXT_EMPTY", "consent.method")),
        ({"language": "fr"}, ("LOCALE_UNKNOWN", "consent.language")),
        ({"at": "2099-01-01T00:00:00Z"}, ("CONSENT_MISSING", "consent.at")),
    ],
)
async def test_a_consent_that_cannot_be_makes_no_lead_and_keeps_nobody(
    api: Api, said: dict[str, Any], problem: tuple[str, str]
) -> None:
    dealer, dora = await _staffed()
    [row] = (await _brought(api, dealer, dora, _adf(LIU), _consent(0, **said)))["rows"]
    assert (_problems(row), row["lead"]) == ([problem], None)
    assert await Contact.all().count() == 0


async def test_what_is_no_adf_or_names_nobody_is_refused_and_keeps_nothing(api: Api) -> None:
    dealer, dora = await _staffed()
    there: dict[str, Any] = {"as_": dora, "dealer": encode("Dealer", dealer.id)}
    assert await api.refused("leadImport", adf="<html/>", **there) == "ADF_UNREADABLE"
    said: dict[str, Any] = {"adf": _adf(LIU), "consents": [_consent(1)]}
    assert await api.refused("leadImport", **said, **there) == "OUT_OF_RANGE"
    assert await LeadImport.all().count() == 0


async def test_another_dealers_staff_neither_brings_nor_sees(api: Api) -> None:
    dealer, dora = await _staffed()
    brought = await _brought(api, dealer, dora, _adf(LIU))
    otto = await prospects.staff(await prospects.dealer("Other Cars"), "Otto")
    said = {"dealer": encode("Dealer", dealer.id), "adf": _adf(LIU)}
    assert await api.refused("leadImport", as_=otto, **said) == "NOT_FOUND"
    node = "query($id: ID!) { node(id: $id) { ... on LeadImport { rows { place } } } }"
    assert await api(node, as_=otto, id=brought["id"]) == {"node": None}
    assert await api(node, as_=dora, id=brought["id"]) == {"node": {"rows": [{"place": 0}]}}
    assert await LeadImportRow.all().count() == 1


async def test_a_language_is_kept_as_it_is_written_here_and_a_text_is_read_as_it_is(
    api: Api,
) -> None:
    dealer, dora = await _staffed()
    document = _adf(LIU).replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    assert "ISO-8859-1" in document
    await _brought(api, dealer, dora, document, _consent(0, language="zh-Hans-CN"))
    contact = await Contact.get()
    assert (contact.name, contact.locale) == ("刘伟", "zh")
