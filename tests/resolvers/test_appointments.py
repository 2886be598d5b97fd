"""Appointments through the API."""

from datetime import datetime
from functools import partial
from typing import Any

import pytest

from models import clock, lead_withdrawals
from models.appointments.offers import AppointmentOffer
from models.appointments.rows import Appointment
from models.audit import AuditEntry
from models.contacts import Contact
from schema.nodes import encode
from tests import people, places, prospects, showrooms
from tests.client import Api
from tests.showrooms import HOUR, NOW, TEN

OFFER = "kind slotMinutes capacity leadMinutes horizonDays priceFen isOpen closedDays"
CONTACT = "contact { name phone email }"
STANDS = "state startsAt payment { state amountFen address }"
SLOTS = """query($id: ID!, $from: DateTime!, $to: DateTime!) { node(id: $id) { ... on Dealer {
    slots(kind: TEST_DRIVE, from: $from, to: $to) { startsAt endsAt placesLeft } } } }"""
OFFERS = (
    f"query($id: ID!) {{ node(id: $id) {{ ... on Dealer {{ appointmentOffers {{ {OFFER} }} }} }} }}"
)
COMING = f"""query($id: ID!, $state: AppointmentState) {{ node(id: $id) {{ ... on Dealer {{
    appointments(first: 10, state: $state) {{ edges {{ node {{
        id state {CONTACT} payment {{ state }} steps {{ toState actor {{ name }} }}
    }} }} }} }} }} }}"""
OWN = f"{{ viewer {{ appointments(first: 10) {{ edges {{ node {{ {STANDS} {CONTACT} }} }} }} }} }}"
CONSENT = {"textVersion": 1, "language": "en"}
HOURS = [{"weekday": "MONDAY", "opensAt": "10:00", "closesAt": "12:00"}]


@pytest.fixture(autouse=True)
def _three_days_before() -> object:
    with clock.injected(lambda: NOW):
        yield


def _said(offer: AppointmentOffer, **other: Any) -> dict[str, Any]:
    return {
        "dealer": encode("Dealer", offer.dealer_id),
        "kind": "TEST_DRIVE",
        "startsAt": TEN.isoformat(),
        "consent": CONSENT,
        **other,
    }


def _same(at: datetime) -> datetime:
    return at


def _span(until: str) -> dict[str, Any]:
    return {"from": TEN.isoformat(), "to": until}


async def test_staff_offer_slots_that_everyone_sees(api: Api) -> None:
    dealer = await places.dealer()
    dora = await prospects.staff(dealer)
    dealer_id = encode("Dealer", dealer.id)
    payload = await api.mutate(
        "appointmentOfferSet", f"offer {{ {OFFER} }}", as_=dora, dealer=dealer_id,
        kind="TEST_DRIVE", openingHours=HOURS, capacity=2, priceFen=1, closedDays=["2030-05-13"],
    )  # fmt: skip
    assert payload["offer"] == {
        "kind": "TEST_DRIVE", "slotMinutes": 60, "capacity": 2, "leadMinutes": 60,
        "horizonDays": 30, "priceFen": 1, "isOpen": True, "closedDays": ["2030-05-13"],
    }  # fmt: skip
    assert (await api(OFFERS, id=dealer_id))["node"] == {"appointmentOffers": [payload["offer"]]}
    until = (TEN + 20 * 24 * HOUR).isoformat()
    found = await api(SLOTS, id=dealer_id, **_span(until))
    assert [slot["placesLeft"] for slot in found["node"]["slots"]] == [2, 2, 2, 2]
    assert found["node"]["slots"][0] == {
        "startsAt": TEN.isoformat(), "endsAt": (TEN + HOUR).isoformat(), "placesLeft": 2,
    }  # fmt: skip
    assert await AuditEntry.filter(action="appointment_offer.set").count() == 1


async def test_only_the_dealers_staff_and_operators_set_its_offers(api: Api) -> None:
    dealer = await places.dealer()
    otto = await prospects.staff(await places.dealer("Other Cars"), "Otto")
    ann = await people.viewer(await people.member("Ann"))
    said: dict[str, Any] = {
        "dealer": encode("Dealer", dealer.id), "kind": "TEST_DRIVE", "openingHours": HOURS,
    }  # fmt: skip
    for viewer in (otto, ann):
        assert await api.refused("appointmentOfferSet", as_=viewer, **said) == "NOT_FOUND"
    assert await api.refused("appointmentOfferSet", **said) == "SIGN_IN_REQUIRED"
    assert await AppointmentOffer.all().count() == 0
    olga = await people.operator()
    await api.mutate("appointmentOfferSet", "offer { kind }", as_=olga, **said)
    assert await AppointmentOffer.all().count() == 1


async def test_a_closed_offer_is_shown_to_its_staff_alone_and_cannot_be_booked(api: Api) -> None:
    offer = await showrooms.offer(is_open=False)
    dealer_id = encode("Dealer", offer.dealer_id)
    dora = await prospects.staff(await offer.dealer)
    ann = await people.viewer(await people.member("Ann"))
    assert (await api(OFFERS, as_=ann, id=dealer_id))["node"] == {"appointmentOffers": []}
    assert len((await api(OFFERS, as_=dora, id=dealer_id))["node"]["appointmentOffers"]) == 1
    assert await api.refused("appointmentBook", as_=ann, **_said(offer)) == "NOT_FOUND"


async def test_a_dealer_has_the_words_to_ask_with(api: Api) -> None:
    dealer = await places.dealer()
    query = """query($id: ID!) { node(id: $id) { ... on Dealer {
        consentTexts(language: "zh") { version language } } } }"""
    found = await api(query, id=encode("Dealer", dealer.id))
    assert found["node"] == {"consentTexts": [{"version": 1, "language": "zh"}]}


async def test_a_span_of_slots_is_a_month_at_most(api: Api) -> None:
    offer = await showrooms.offer()
    until = (TEN + 32 * 24 * HOUR).isoformat()
    [error] = await api.errors(SLOTS, id=encode("Dealer", offer.dealer_id), **_span(until))
    assert (error.extensions or {})["code"] == "LASTS_TOO_LONG"


async def test_a_member_books_once_per_key_and_sees_what_is_owed(api: Api) -> None:
    offer = await showrooms.offer(price_fen=1)
    ann = await people.viewer(await people.member("Ann"))
    first, again = [
        await api.mutate(
            "appointmentBook", f"appointment {{ {STANDS} }}", as_=ann, key="k", **_said(offer)
        )
        for _ in range(2)
    ]
    assert first == again
    assert first["appointment"] == {
        "state": "AWAITING_PAYMENT",
        "startsAt": TEN.isoformat(),
        "payment": {"state": "DUE", "amountFen": 1, "address": ""},
    }
    assert await Appointment.all().count() == 1
    own = (await api(OWN, as_=ann))["viewer"]["appointments"]["edges"]
    assert [edge["node"]["state"] for edge in own] == ["AWAITING_PAYMENT"]


async def test_without_a_yes_to_the_dealer_nothing_is_booked(api: Api) -> None:
    offer = await showrooms.offer()
    ann = await people.viewer(await people.member("Ann"))
    said = _said(offer, consent={"textVersion": 2, "language": "en"})
    assert await api.refused("appointmentBook", as_=ann, **said) == "CONSENT_TEXT_UNKNOWN"
    assert await Appointment.all().count() == await Contact.all().count() == 0


async def test_the_dealer_knows_who_comes_until_the_consent_is_taken_back(api: Api) -> None:
    offer = await showrooms.offer()
    dora = await prospects.staff(await offer.dealer)
    otto = await prospects.staff(await places.dealer("Other Cars"), "Otto")
    ann = await people.member("Ann", phone="+8613912345678")
    made = await showrooms.book(offer, ann)
    dealer_id = encode("Dealer", offer.dealer_id)

    [edge] = (await api(COMING, as_=dora, id=dealer_id))["node"]["appointments"]["edges"]
    assert edge["node"] == {
        "id": encode("Appointment", made.id),
        "state": "CONFIRMED",
        "contact": {
            "name": "Ann", "phone": "+8613912345678", "email": "ann@people.example",
        },
        "payment": None,
        "steps": [
            {"toState": "AWAITING_PAYMENT", "actor": {"name": "Ann"}},
            {"toState": "CONFIRMED", "actor": {"name": "Ann"}},
        ],
    }  # fmt: skip
    for viewer in (otto, await people.viewer(ann), await people.operator()):
        assert (await api(COMING, as_=viewer, id=dealer_id))["node"] == {"appointments": None}

    await lead_withdrawals.withdraw(
        [await Contact.get(member_id=ann.id)], offer.dealer_id, method="TEST"
    )
    [edge] = (await api(COMING, as_=dora, id=dealer_id))["node"]["appointments"]["edges"]
    assert edge["node"]["contact"] is None
    none = await api(COMING, as_=dora, id=dealer_id, state="CANCELLED")
    assert none["node"]["appointments"]["edges"] == []


async def test_who_may_do_what_with_an_appointment(api: Api) -> None:
    offer = await showrooms.offer(capacity=50)
    dora = await prospects.staff(await offer.dealer)
    otto = await prospects.staff(await places.dealer("Other Cars"), "Otto")
    ann = await people.member("Ann")
    viewers = {
        "ann": await people.viewer(ann),
        "ben": await people.viewer(await people.member("Ben")),
        "dora": dora,
        "otto": otto,
        "olga": await people.operator(),
    }
    later = {"startsAt": (TEN + HOUR).isoformat(), "reason": "Why"}
    table: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        "appointmentReschedule": (later, {"ann": "", "dora": ""}),
        "appointmentCancel": ({"reason": "Why"}, {"ann": "", "dora": ""}),
        "appointmentArrive": ({}, {"ann": "NOT_ALLOWED", "dora": ""}),
        "appointmentMiss": ({}, {"ann": "NOT_ALLOWED", "dora": ""}),
    }
    for field, (said, expected) in table.items():
        for name, viewer in viewers.items():
            made = await showrooms.book(offer, ann)
            at = TEN if field in {"appointmentArrive", "appointmentMiss"} else NOW
            with clock.injected(partial(_same, at)):
                payload = await api.mutate(
                    field, "appointment { id }", as_=viewer,
                    appointment=encode("Appointment", made.id), **said,
                )  # fmt: skip
            code = "".join(error["code"] for error in payload["userErrors"])
            assert code == expected.get(name, "NOT_FOUND"), (field, name)
            await Appointment.filter(id=made.id).update(state="CANCELLED")


async def test_node_finds_an_appointment_for_who_may_see_it(api: Api) -> None:
    offer = await showrooms.offer()
    ann = await people.member("Ann")
    made = await showrooms.book(offer, ann)
    query = "query($id: ID!) { node(id: $id) { id ... on Appointment { calendar } } }"
    global_id = encode("Appointment", made.id)
    found = await api(query, as_=await people.viewer(ann), id=global_id)
    assert f"UID:{made.id}@paddock" in found["node"]["calendar"]
    otto = await prospects.staff(await places.dealer("Other Cars"), "Otto")
    for viewer in (otto, await people.operator()):
        assert (await api(query, as_=viewer, id=global_id))["node"] is None
