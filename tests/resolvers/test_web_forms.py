"""Web forms through the API: run by the dealer's staff, filled in by anybody."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.errors import Throttled
from engine.rate import MemoryBuckets, Rate
from models import ids
from models.consents import Consent
from models.contacts import Contact
from models.grants import Role
from models.idempotency import IdempotencyKey
from models.leads import Lead
from models.touches import LeadSource, Touch
from models.web_enquiries import WebEnquiry
from models.web_forms import WebForm
from schema.context import Context, House
from schema.loaders import Loaders
from schema.nodes import encode
from server.rates import Budget
from tests import people, prospects
from tests.client import NOBODY, Api
from tests.prospects import DOORS
from tests.resolvers.test_lead_questions import CHOICE
from tests.served import served

FORM = "form { key name campaign allowedOrigins closedAt dealer { name } }"
SHOWN = "query($key: String!) { enquiryForm(key: $key) { dealer { name } questions { key } } }"
ENQUIRY = "enquiry { at }"


async def _form(api: Api, dealer: Any, **said: Any) -> WebForm:
    dora = await people.with_role("Dora", Role.DEALER_STAFF, dealer.id)
    await api.mutate(
        "webFormCreate", "form { id }", as_=dora, dealer=encode("Dealer", dealer.id),
        **{"name": "Spring", **said},
    )  # fmt: skip
    return await WebForm.get(dealer_id=dealer.id)


def _said(form: WebForm, **said: Any) -> dict[str, Any]:
    return {
        "formKey": form.key,
        "name": "Liu Wei",
        "phone": "+86 139 1234 5678",
        "language": "zh",
        "consentTextVersion": 1,
        "hasAgreed": True,
        **said,
    }


async def _nothing_is_kept() -> None:
    for table in (Contact, Consent, Lead, Touch, WebEnquiry):
        assert await table.all().count() == 0


async def test_staff_open_change_and_close_a_form_and_others_know_nothing_of_it(api: Api) -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    dora, otto = await prospects.staff(dealer), await prospects.staff(other, "Otto")
    mine = encode("Dealer", dealer.id)

    made = await api.mutate(
        "webFormCreate", f"{FORM[:-1]} id }}", as_=dora, dealer=mine, name="Spring",
        campaign="ev-2026", allowedOrigins=["https://Cars.example/"],
    )  # fmt: skip
    form_id = made["form"].pop("id")
    changed = await api.mutate("webFormUpdate", FORM, as_=dora, form=form_id, name="Summer")

    form = await WebForm.get()
    assert made["form"] == {
        "key": form.key,
        "name": "Spring",
        "campaign": "ev-2026",
        "allowedOrigins": ["https://cars.example"],
        "closedAt": None,
        "dealer": {"name": "Harbour Motors"},
    }
    assert changed["form"] == made["form"] | {"name": "Summer"}
    for field in ("webFormUpdate", "webFormClose"):
        assert await api.refused(field, as_=otto, form=form_id) == "NOT_FOUND"
        assert await api.refused(field, form=form_id) == "SIGN_IN_REQUIRED"
    assert await api.refused("webFormCreate", as_=otto, dealer=mine, name="X") == "NOT_FOUND"
    listed = "query($id: ID!) { node(id: $id) { ... on Dealer { webForms { name } } } }"
    assert (await api(listed, as_=dora, id=mine))["node"] == {"webForms": [{"name": "Summer"}]}
    assert (await api(listed, as_=otto, id=mine))["node"] == {"webForms": None}
    see = "query($id: ID!) { node(id: $id) { id } }"
    assert (await api(see, as_=otto, id=form_id))["node"] is None

    await api.mutate("webFormClose", FORM, as_=dora, form=form_id)
    assert await api.refused("webFormUpdate", as_=dora, form=form_id, name="Y") == "FORM_CLOSED"
    assert await api.refused("enquiryCreate", **_said(form)) == "NOT_FOUND"
    assert (await api(SHOWN, key=form.key))["enquiryForm"] is None


async def test_an_enquiry_makes_a_contact_a_consent_and_a_lead_with_where_it_came_from(
    api: Api,
) -> None:
    dealer = await prospects.dealer()
    form = await _form(api, dealer, campaign="ev-2026")

    payload = await api.mutate("enquiryCreate", ENQUIRY, **_said(form, medium="poster"))

    enquiry, lead = await WebEnquiry.get(), await Lead.get().select_related("contact")
    assert payload == {
        "enquiry": {"at": enquiry.at.isoformat()}, "userErrors": [],
    }  # fmt: skip
    contact = lead.contact
    assert (contact.name, contact.phone, contact.locale) == ("Liu Wei", "+8613912345678", "zh")
    consent, touch = await Consent.get(), await Touch.get()
    assert (consent.subject, consent.dealer_id) == (contact.pseudonym, dealer.id)
    assert (consent.method, consent.text_version, consent.language) == ("WEB_FORM", 1, "zh")
    assert (touch.source, touch.ref, touch.lead_id) == (LeadSource.WEB_FORM, enquiry.id, lead.id)
    assert (touch.medium, touch.campaign, touch.content) == ("poster", "ev-2026", "")


async def test_the_answer_to_a_known_person_is_that_to_a_stranger_and_a_touch_is_added(
    api: Api,
) -> None:
    form = await _form(api, await prospects.dealer())

    first = await api.mutate("enquiryCreate", ENQUIRY, **_said(form))
    again = await api.mutate("enquiryCreate", ENQUIRY, **_said(form))

    assert [list(one["enquiry"]) for one in (first, again)] == [["at"], ["at"]]
    assert first["userErrors"] == again["userErrors"] == []
    assert (await Lead.all().count(), await Touch.all().count()) == (1, 2)
    assert await Contact.all().count() == 2


async def test_without_agreement_nothing_at_all_is_kept(api: Api) -> None:
    form = await _form(api, await prospects.dealer())
    before = await IdempotencyKey.all().count()

    code = await api.refused("enquiryCreate", key="one", **_said(form, hasAgreed=False))

    assert code == "NOT_AGREED"
    await _nothing_is_kept()
    assert await IdempotencyKey.all().count() == before
    assert await api.mutate("enquiryCreate", "", key="one", **_said(form)) == {"userErrors": []}


async def test_all_that_is_wrong_is_told_at_once_each_with_its_field_and_again_on_a_replay(
    api: Api,
) -> None:
    form = await _form(api, await prospects.dealer())
    stranger = encode("LeadQuestion", ids.new())
    bad = _said(
        form, name=" ", phone="139", email="nobody", language="fr", consentTextVersion=9,
        answers=[{"question": stranger, "answer": "Yes"}], medium="x" * 81,
    )  # fmt: skip

    payload, replayed = [await api.mutate("enquiryCreate", "", key="k", **bad) for _ in range(2)]

    assert [(one["code"], one["field"]) for one in payload["userErrors"]] == [
        ("TEXT_EMPTY", ["name"]),
        ("PHONE_INVALID", ["phone"]),
        ("EMAIL_INVALID", ["email"]),
        ("LOCALE_UNKNOWN", ["language"]),
        ("CONSENT_TEXT_UNKNOWN", ["consentTextVersion"]),
        ("QUESTION_UNKNOWN", ["answers", "0", "question"]),
        ("TEXT_TOO_LONG", ["medium"]),
    ]
    assert replayed == payload
    await _nothing_is_kept()


async def test_a_phone_number_or_an_address_is_needed_and_one_is_enough(api: Api) -> None:
    form = await _form(api, await prospects.dealer())

    assert await api.refused("enquiryCreate", **_said(form, phone="")) == "NO_WAY_TO_REACH"
    await api.mutate("enquiryCreate", "", **_said(form, phone="", email="Liu@People.example"))

    contact = await Contact.get()
    assert (contact.phone, contact.email) == ("", "liu@people.example")


async def test_the_dealers_questions_are_shown_and_answered_by_their_keys(api: Api) -> None:
    dealer = await prospects.dealer()
    form = await _form(api, dealer)
    await api.mutate(
        "leadQuestionsSet", "", as_=await people.operator(), dealer=encode("Dealer", dealer.id),
        questions=[CHOICE],
    )  # fmt: skip
    [question] = (await api(SHOWN, key=form.key))["enquiryForm"]["questions"]

    async def refused(*answers: str) -> list[Any]:
        said = [{"question": question["key"], "answer": answer} for answer in answers]
        payload = await api.mutate("enquiryCreate", "", **_said(form, answers=said))
        return [(one["code"], one["field"]) for one in payload["userErrors"]]

    assert await refused() == [("ANSWER_MISSING", ["answers"])]
    assert await refused("Huge") == [("CHOICE_UNKNOWN", ["answers", "0", "answer"])]
    assert await refused("大", "小") == [("ANSWERED_TWICE", ["answers", "1", "question"])]
    await _nothing_is_kept()
    assert await refused("大") == []
    [answer] = (await Lead.get()).answers
    assert (answer["answer"], encode("LeadQuestion", UUID(answer["question"]))) == (
        "大",
        question["key"],
    )


async def test_a_replay_counts_once_and_so_do_twins(api: Api) -> None:
    form = await _form(api, await prospects.dealer())

    answers = await asyncio.gather(
        *(api.mutate("enquiryCreate", ENQUIRY, key="same", **_said(form)) for _ in range(6))
    )

    assert all(answer == answers[0] for answer in answers)
    assert (await Touch.all().count(), await Contact.all().count()) == (1, 1)


async def test_the_key_of_an_enquiry_tells_nothing_of_its_person(api: Api) -> None:
    form = await _form(api, await prospects.dealer())
    await api.mutate("enquiryCreate", "", key="k", **_said(form))
    other = await api.refused("enquiryCreate", key="k", **_said(form, phone="+8613912345679"))
    assert other == "IDEMPOTENCY_CONFLICT"


async def test_a_page_of_another_site_may_not_use_a_form_that_names_its_sites(
    api: Api, the_house: House
) -> None:
    form = await _form(api, await prospects.dealer(), allowedOrigins=["https://cars.example"])
    document = """
        mutation($input: EnquiryCreateInput!) {
            enquiryCreate(input: $input) { userErrors { code } }
        }"""

    async def codes(origin: str) -> list[str]:
        context = Context(NOBODY, Loaders(NOBODY), the_house, origin)
        said = {"input": {"idempotencyKey": f"from {origin}", **_said(form)}}
        result = await served().execute(document, said, context_value=context)
        assert result.data is not None
        return [one["code"] for one in result.data["enquiryCreate"]["userErrors"]]

    assert await codes("https://evil.example") == ["FORM_OF_ANOTHER_SITE"]
    assert await Touch.all().count() == 0
    assert await codes("https://cars.example") == await codes("") == []


async def test_whoever_is_told_to_wait_is_told_for_how_long_and_nothing_is_kept(
    api: Api, the_house: House
) -> None:
    form = await _form(api, await prospects.dealer())

    async def full(address: str, key: str) -> None:
        assert (address, key) == (NOBODY.address, form.key)
        raise Throttled(41.5)

    the_house.form_limit = full
    payload = await api.mutate("enquiryCreate", "", **_said(form))

    [error] = payload["userErrors"]
    assert (error["code"], error["message"]) == (
        "THROTTLED",
        "Too many tries. Please wait 42 seconds.",
    )
    await _nothing_is_kept()


async def test_one_form_takes_ten_at_once_from_a_network_and_then_one_a_minute() -> None:
    now = [DOORS]
    budget = Budget(Rate(1, 1), Rate(1, 1), MemoryBuckets(lambda: now[0]))
    for _ in range(10):
        await budget.take_form("192.0.2.1", "SPRING")
    with pytest.raises(Throttled) as refused:
        await budget.take_form("192.0.2.1", "SPRING")
    assert refused.value.retry_after == 60
    await budget.take_form("192.0.2.1", "SUMMER")
    await budget.take_form("198.51.100.1", "SPRING")
    now[0] += timedelta(seconds=60)
    await budget.take_form("192.0.2.1", "SPRING")
