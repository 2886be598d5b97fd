"""Lead questions through the API."""

from typing import Any

from models import ids
from models.lead_questions import LeadQuestion
from schema.nodes import encode
from tests import people, prospects
from tests.client import Api

ASKED = "leadQuestions { kind wording { en zh } choices { en zh } isRequired }"
SEE = f"query($id: ID!) {{ node(id: $id) {{ ... on Dealer {{ name {ASKED} }} }} }}"
CHOICE = {
    "kind": "CHOICE",
    "wording": {"en": "Which car?", "zh": "哪款车？"},
    "choices": [{"en": "Small", "zh": "小"}, {"en": "Large", "zh": "大"}],
    "isRequired": True,
}
TEXT: dict[str, Any] = {
    "kind": "TEXT", "wording": {"en": "When?", "zh": "何时？"}, "choices": [], "isRequired": False,
}  # fmt: skip


async def test_staff_and_operators_set_what_is_asked_and_everyone_else_sees_nothing_of_it(
    api: Api,
) -> None:
    dealer = await prospects.dealer()
    dora, olga = await prospects.staff(dealer), await people.operator()
    ann = await people.viewer(await people.member("Ann"))
    asked = encode("Dealer", dealer.id)

    first = await api.mutate(
        "leadQuestionsSet", f"dealer {{ {ASKED} }}", as_=dora, dealer=asked, questions=[CHOICE]
    )
    second = await api.mutate(
        "leadQuestionsSet",
        f"dealer {{ {ASKED} }}",
        as_=olga,
        dealer=asked,
        questions=[TEXT, CHOICE],
    )

    assert first == {"dealer": {"leadQuestions": [CHOICE]}, "userErrors": []}
    assert second == {"dealer": {"leadQuestions": [TEXT, CHOICE]}, "userErrors": []}
    assert (await api(SEE, as_=dora, id=asked))["node"]["leadQuestions"] == [TEXT, CHOICE]
    assert (await api(SEE, as_=ann, id=asked))["node"] == {
        "name": "Harbour Motors",
        "leadQuestions": None,
    }


async def test_a_list_is_set_once_per_key_and_refused_with_the_path_to_what_is_wrong(
    api: Api,
) -> None:
    dealer = await prospects.dealer()
    dora, otto = (
        await prospects.staff(dealer),
        await prospects.staff(await prospects.dealer("B"), "Otto"),
    )
    said: dict[str, Any] = {"dealer": encode("Dealer", dealer.id), "questions": [TEXT]}
    for _ in range(2):
        await api.mutate("leadQuestionsSet", "", as_=dora, key="once", **said)
    bad = {**CHOICE, "choices": [{"en": "Small", "zh": "小"}, {"en": "Large", "zh": ""}]}

    payload = await api.mutate(
        "leadQuestionsSet", "", as_=dora, **said | {"questions": [TEXT, bad]}
    )

    [error] = payload["userErrors"]
    assert (error["code"], error["field"]) == (
        "TEXT_EMPTY",
        ["questions", "1", "choices", "1", "zh"],
    )
    assert await api.refused("leadQuestionsSet", as_=otto, **said) == "NOT_FOUND"
    assert await api.refused("leadQuestionsSet", **said) == "SIGN_IN_REQUIRED"
    unknown = said | {"dealer": encode("Dealer", ids.new())}
    assert await api.refused("leadQuestionsSet", as_=dora, **unknown) == "NOT_FOUND"
    assert await LeadQuestion.all().count() == 1
