"""The brand's own form: the rules propose a dealer, the person agrees to it, its lead tells why."""

import asyncio
from typing import Any

from models.contacts import Contact
from models.grants import Role
from models.leads import Lead
from models.routing.rows import RoutingDecision
from models.routing.rules import Rule
from models.touches import Touch
from models.web_enquiries import WebEnquiry
from schema.nodes import encode
from tests import people, prospects, routed
from tests.client import Api
from tests.resolvers.test_lead_questions import CHOICE

ROUTED = "decision { id dealer { id name } }"
ASKED = "query($id: ID!) { enquiryForm(decision: $id) { dealer { name } questions { key } } }"
TOLD = """query($id: ID!) { node(id: $id) { ... on Lead {
    source model answers { question { wording { en } } answer } touches { source model campaign }
    routing { decision { rule rulesVersion dealers { dealer { name } } } } } } }"""


def _said(decision: str | None, **said: Any) -> dict[str, Any]:
    return {
        "decision": decision,
        "name": "Liu Wei",
        "phone": "+86 139 1234 5678",
        "language": "zh",
        "consentTextVersion": 1,
        "hasAgreed": True,
        **said,
    }


async def _proposed(api: Api, as_: Any = None, **known: Any) -> str:
    said = {"as_": as_} if as_ else {}
    payload = await api.mutate("leadRoute", ROUTED, **said, **known)
    return str(payload["decision"]["id"])


async def test_an_enquiry_goes_to_the_dealer_that_was_proposed_and_its_lead_tells_why(
    api: Api,
) -> None:
    near, far = await prospects.dealer(), await prospects.dealer("Other Cars")
    await routed.rules(
        Rule("sevens", models=("seven",), dealers=routed.shares(near)), fallback=[far]
    )
    await api.mutate(
        "leadQuestionsSet", "", as_=await people.operator(), dealer=encode("Dealer", near.id),
        questions=[CHOICE],
    )  # fmt: skip
    decision = await _proposed(api, model="Seven")
    form = (await api(ASKED, id=decision))["enquiryForm"]
    assert form["dealer"] == {"name": "Harbour Motors"}
    answers = [{"question": form["questions"][0]["key"], "answer": "大"}]

    payload = await api.mutate(
        "enquiryCreate", "", **_said(decision, model="Seven", campaign="spring", answers=answers)
    )

    assert payload["userErrors"] == []
    lead, enquiry = await Lead.get(), await WebEnquiry.get()
    assert (lead.dealer_id, enquiry.form_id) == (near.id, None)
    dora = await people.with_role("Dora", Role.DEALER_STAFF, near.id)
    wording = "Which car?"
    assert (await api(TOLD, as_=dora, id=encode("Lead", lead.id)))["node"] == {
        "source": "WEB_FORM",
        "model": "Seven",
        "answers": [{"question": {"wording": {"en": wording}}, "answer": "大"}],
        "touches": [{"source": "WEB_FORM", "model": "Seven", "campaign": "spring"}],
        "routing": {
            "decision": {
                "rule": "sevens",
                "rulesVersion": 1,
                "dealers": [{"dealer": {"name": "Harbour Motors"}}, {"dealer": None}],
            }
        },
    }


async def test_of_several_who_take_up_one_proposal_at_once_one_is_its_lead(api: Api) -> None:
    dealer = await prospects.dealer()
    await routed.rules(fallback=[dealer])
    decision = await _proposed(api)

    payloads = await asyncio.gather(
        *(
            api.mutate("enquiryCreate", "", **_said(decision, phone=f"+861391234560{number}"))
            for number in range(5)
        )
    )

    codes = sorted(one["code"] for payload in payloads for one in payload["userErrors"])
    assert codes == ["PROPOSAL_SPENT"] * 4
    lead, kept = await Lead.get(), await RoutingDecision.get()
    assert (kept.lead_id, await Contact.all().count()) == (lead.id, 1)
    assert (await Touch.all().count(), await WebEnquiry.all().count()) == (1, 1)


async def test_who_asks_again_is_the_same_lead_which_tells_of_the_first_proposal(api: Api) -> None:
    dealer = await prospects.dealer()
    await routed.rules(fallback=[dealer])
    first, second = [await _proposed(api) for _ in range(2)]
    for decision, model in ((first, "Seven"), (second, "Two"), (first, "")):
        payload = await api.mutate("enquiryCreate", "", **_said(decision, model=model))
        assert payload["userErrors"] == []

    lead = await Lead.get()
    assert (lead.model, await Touch.all().count()) == ("Two", 3)
    assert {row.lead_id for row in await RoutingDecision.all()} == {lead.id}
    ask = """query($id: ID!) { leadRoutingExplain(lead: $id) { decision { id } } }"""
    told = await api(ask, as_=await people.operator(), id=encode("Lead", lead.id))
    assert told["leadRoutingExplain"]["decision"]["id"] == first


async def test_without_a_form_and_a_proposal_of_ones_own_nothing_is_kept(api: Api) -> None:
    dealer = await prospects.dealer()
    await routed.rules(fallback=[dealer])
    anns = await _proposed(api, as_=await people.viewer(await people.member("Ann")))
    await routed.rules(at=routed.MONDAY)
    nobodys = await _proposed(api)

    for decision in (None, anns, nobodys):
        assert await api.refused("enquiryCreate", **_said(decision)) == "NOT_FOUND"
    assert (await api(ASKED, id=anns))["enquiryForm"] is None
    assert (await WebEnquiry.all().count(), await Contact.all().count()) == (0, 0)
