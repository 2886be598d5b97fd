"""Consents through the API: given for one's own seats, taken back with effect at once."""

from base64 import b64decode
from typing import Any

import orjson
import pytest

from models import ids, lead_intake, sealed_receipts
from models.access.viewer import Viewer
from models.consents import Consent
from models.contacts import Contact
from models.leads import Lead
from models.members import Member
from models.seats import Seat
from schema.nodes import encode
from tests import people, prospects
from tests.client import Api
from tests.postbox import Postbox
from tests.prospects import Scene

LEADS = "query($dealer: ID!) { leads(dealer: $dealer, first: 10) { edges { node { id } } } }"
OWN = "{ viewer { consents { isGranted holderName textVersion language dealer { name } } } }"
GRANTED = "consent { id isGranted textVersion language holderName dealer { name } }"
WITHDRAWN = "consents { isGranted holderName }"


def _said(of: Seat, at: Scene, /, **other: Any) -> dict[str, Any]:
    return {
        "seat": encode("Seat", of.id),
        "dealer": encode("Dealer", at.dealer.id),
        "textVersion": 1,
        "language": "en",
        **other,
    }


async def _two_seats() -> tuple[Scene, Member, list[Seat]]:
    at, ann = await prospects.scene(), await people.member("Ann")
    return at, ann, await prospects.seated(at, ann, "Gus")


async def test_the_words_name_the_dealer_and_come_in_two_languages(api: Api) -> None:
    at = await prospects.scene()
    ann = await people.viewer(await people.member("Ann", locale="zh"))
    ask = """
    query($event: ID!, $language: String) { node(id: $event) { ... on Event {
      consentTexts(language: $language) { purpose version language text }
    } } }
    """
    event = encode("Event", at.event.id)

    [own] = (await api(ask, as_=ann, event=event))["node"]["consentTexts"]
    [english] = (await api(ask, as_=ann, event=event, language="en-GB"))["node"]["consentTexts"]

    assert (own["language"], own["version"], own["purpose"]) == ("zh", 1, "CONTACT")
    assert english["language"] == "en"
    assert "{dealer}" in own["text"]
    assert "{dealer}" in english["text"]
    [error] = await api.errors(ask, as_=ann, event=event, language="fr")
    assert error.extensions == {"code": "LOCALE_UNKNOWN"}


async def test_a_member_consents_for_themselves_and_for_a_guest(api: Api) -> None:
    at, ann, seats = await _two_seats()
    viewer = await people.viewer(ann)

    for seat in seats:
        payload = await api.mutate("consentGrant", GRANTED, as_=viewer, **_said(seat, at))
        assert payload["userErrors"] == []
        assert payload["consent"]["isGranted"] is True

    own = (await api(OWN, as_=viewer))["viewer"]["consents"]
    assert [(each["holderName"], each["dealer"]["name"]) for each in own] == [
        ("Ann", "Harbour Motors"),
        ("Gus", "Harbour Motors"),
    ]
    receipts = await Consent.all().order_by("id")
    assert [(r.seat_id, r.event_id, r.method, r.text_version) for r in receipts] == [
        (seat.id, at.event.id, "API", 1) for seat in seats
    ]
    assert len({receipt.text_hash for receipt in receipts}) == 1
    assert len(receipts[0].text_hash) == 64


async def test_a_replayed_grant_answers_the_same_and_writes_one_receipt(api: Api) -> None:
    at, ann, [seat, _] = await _two_seats()
    viewer = await people.viewer(ann)

    first = await api.mutate("consentGrant", GRANTED, as_=viewer, key="once", **_said(seat, at))
    again = await api.mutate("consentGrant", GRANTED, as_=viewer, key="once", **_said(seat, at))

    assert first == again
    assert await Consent.all().count() == 1


async def test_consent_is_refused_for_strange_seats_dealers_and_words(api: Api) -> None:
    at, ann, [seat, _] = await _two_seats()
    elsewhere = await prospects.dealer("Elsewhere Cars")
    ben, viewer = await people.viewer(await people.member("Ben")), await people.viewer(ann)
    cancelled = await prospects.guest(at, "Cara")
    await Seat.filter(id=cancelled.id).update(cancelled_at=at.event.starts_at)
    cara = await people.viewer(await people.member("Cara"))
    unknown = encode("Dealer", ids.new())

    strange: list[tuple[Viewer, Seat, dict[str, Any]]] = [
        (ben, seat, {}),
        (viewer, seat, {"seat": encode("Seat", ids.new())}),
        (cara, cancelled, {}),
        (viewer, seat, {"dealer": encode("Dealer", elsewhere.id)}),
        (viewer, seat, {"dealer": unknown}),
        (viewer, seat, {"textVersion": 2}),
        (viewer, seat, {"language": "fr"}),
    ]
    refused = [
        await api.refused("consentGrant", as_=who, **_said(of, at, **other))
        for who, of, other in strange
    ]

    assert refused == [
        "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "DEALER_NOT_AT_EVENT", "DEALER_NOT_AT_EVENT",
        "CONSENT_TEXT_UNKNOWN", "CONSENT_TEXT_UNKNOWN",
    ]  # fmt: skip
    assert await api.refused("consentGrant", **_said(seat, at)) == "SIGN_IN_REQUIRED"
    assert await Consent.all().count() == 0


@pytest.mark.parametrize("language", ["fr", "\0", "en\0", "x" * 100_000])
async def test_words_in_a_language_that_has_none_are_unknown_words(api: Api, language: str) -> None:
    at, ann, [seat, _] = await _two_seats()
    said = _said(seat, at, language=language)
    refused = await api.refused("consentGrant", as_=await people.viewer(ann), **said)
    assert refused == "CONSENT_TEXT_UNKNOWN"
    assert await Consent.all().count() == 0


async def test_taking_consent_back_hides_the_leads_of_member_and_guests_from_the_next_query(
    api: Api,
) -> None:
    at, ann, seats = await _two_seats()
    stranger = await prospects.guest(at, "Ben")
    for seat in (*seats, stranger):
        await prospects.consented(seat, at.dealer)
    await lead_intake.capture([prospects.attendance(seat) for seat in (*seats, stranger)])
    dora, dealer = await prospects.staff(at.dealer), encode("Dealer", at.dealer.id)
    assert len((await api(LEADS, as_=dora, dealer=dealer))["leads"]["edges"]) == 3

    payload = await api.mutate(
        "consentWithdraw", WITHDRAWN, as_=await people.viewer(ann), dealer=dealer
    )

    assert payload["consents"] == [
        {"isGranted": False, "holderName": "Ann"},
        {"isGranted": False, "holderName": "Gus"},
    ]
    [left] = (await api(LEADS, as_=dora, dealer=dealer))["leads"]["edges"]
    kept = await Lead.get(contact_id=stranger.contact_id)
    assert left["node"]["id"] == encode("Lead", kept.id)


async def test_consent_is_taken_back_for_one_guest_alone(api: Api) -> None:
    at, ann, [own, guests] = await _two_seats()
    for seat in (own, guests):
        await prospects.consented(seat, at.dealer)
    await lead_intake.capture([prospects.attendance(seat) for seat in (own, guests)])

    payload = await api.mutate(
        "consentWithdraw",
        WITHDRAWN,
        as_=await people.viewer(ann),
        dealer=encode("Dealer", at.dealer.id),
        seat=encode("Seat", guests.id),
    )

    assert payload["consents"] == [
        {"isGranted": True, "holderName": "Ann"},
        {"isGranted": False, "holderName": "Gus"},
    ]
    assert (await Lead.get(withdrawn_at=None)).contact_id == own.contact_id


@pytest.mark.parametrize("whose", ["another's seat", "no seat", "no dealer", "nobody"])
async def test_nobody_takes_back_what_is_not_theirs(api: Api, whose: str) -> None:
    at, _, [seat, _] = await _two_seats()
    await prospects.consented(seat, at.dealer)
    await lead_intake.capture([prospects.attendance(seat)])
    ben = await people.viewer(await people.member("Ben"))
    said = {"dealer": encode("Dealer", at.dealer.id), "seat": encode("Seat", seat.id)}
    if whose == "no seat":
        said["seat"] = "nonsense"
    if whose == "no dealer":
        said = {"dealer": encode("Dealer", ids.new())}

    code = await api.refused("consentWithdraw", as_=Viewer() if whose == "nobody" else ben, **said)

    assert code == ("SIGN_IN_REQUIRED" if whose == "nobody" else "NOT_FOUND")
    assert await Consent.filter(is_granted=False).count() == 0
    assert await Lead.filter(withdrawn_at=None).count() == 1


async def test_one_who_booked_nothing_takes_back_nothing_of_others(api: Api) -> None:
    at, _, [seat, _] = await _two_seats()
    await prospects.consented(seat, at.dealer)
    ben = await people.viewer(await people.member("Ben"))

    payload = await api.mutate(
        "consentWithdraw", WITHDRAWN, as_=ben, dealer=encode("Dealer", at.dealer.id)
    )

    assert payload == {"consents": [], "userErrors": []}
    assert await Consent.filter(is_granted=False).count() == 0


async def test_a_receipt_is_seen_by_who_booked_and_by_nobody_else(api: Api) -> None:
    at, ann, [seat, _] = await _two_seats()
    receipt = await prospects.consented(seat, at.dealer)
    ask = "query($id: ID!) { node(id: $id) { ... on Consent { isGranted } } }"
    asked = encode("Consent", receipt.id)
    viewers = {
        "own": await people.viewer(ann),
        "other": await people.viewer(await people.member("Ben")),
        "staff": await prospects.staff(at.dealer),
        "operator": await people.operator(),
    }

    seen = {
        name: (await api(ask, as_=viewer, id=asked))["node"] for name, viewer in viewers.items()
    }

    assert seen == {"own": {"isGranted": True}, "other": None, "staff": None, "operator": None}
    assert await api(ask, id=asked) == {"node": None}
    assert await Contact.filter(pseudonym=receipt.subject).count() == 1


async def test_the_registrants_seats_tell_what_was_said_and_to_staff_they_do_not(api: Api) -> None:
    at, ann, [seat, _] = await _two_seats()
    await prospects.consented(seat, at.dealer)
    ask = "query($id: ID!) { node(id: $id) { ... on Seat { consents { isGranted } } } }"
    asked = encode("Seat", seat.id)

    own = await api(ask, as_=await people.viewer(ann), id=asked)
    operators = await api(ask, as_=await people.operator(), id=asked)

    assert own["node"]["consents"] == [{"isGranted": True}]
    assert (operators["node"] or {}).get("consents") is None


async def test_a_receipt_is_shown_to_the_person_and_to_the_dealer_whose_lead_it_makes(
    api: Api,
) -> None:
    at = await prospects.scene("Harbour Motors", "Other Cars")
    seat = await prospects.guest(at, "Ann")
    consent = await prospects.consented(seat, at.dealer)
    await lead_intake.capture([prospects.attendance(seat)])
    ann, lead = await people.viewer(await people.member("Ann")), await Lead.all().get()
    dora, otto = await prospects.staff(at.dealer), await prospects.staff(at.dealers[1], "Otto")
    own = "{ viewer { consents { receipt { text signature keyId } } } }"
    theirs = """
    query($lead: ID!) { node(id: $lead) { ... on Lead { consentReceipt { text keyId } } } }
    """
    asked = encode("Lead", lead.id)
    assert (await api(own, as_=ann))["viewer"]["consents"] == [{"receipt": None}]
    assert (await api(theirs, as_=dora, lead=asked))["node"] == {"consentReceipt": None}

    await Postbox().fetch()

    [shown] = (await api(own, as_=ann))["viewer"]["consents"]
    trusted = {
        key["keyId"]: b64decode(key["publicKey"])
        for key in (await api("{ consentKeys { keyId publicKey } }"))["consentKeys"]
    }
    said = sealed_receipts.check(orjson.dumps(shown["receipt"]).decode(), trusted)
    assert (said["id"], said["subject"]) == (str(consent.id), str(consent.subject))
    found = (await api(theirs, as_=dora, lead=asked))["node"]["consentReceipt"]
    assert found == {name: shown["receipt"][name] for name in ("text", "keyId")}
    assert (await api(theirs, as_=otto, lead=asked))["node"] is None
