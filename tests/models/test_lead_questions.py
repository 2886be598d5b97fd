"""A dealer's questions: replaced as one list, kept for what was answered to them."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from models import clock, database, ids, lead_questions
from models.audit import AuditEntry
from models.dealers import Dealer
from models.lead_questions import LeadQuestion, Question, QuestionKind, Wording
from models.refusals import ChoicesAlike, OutOfRange, Refusal, TextEmpty, TextTooLong
from tests import prospects, races

pytestmark = pytest.mark.usefixtures("db")
MODEL = Question(
    QuestionKind.CHOICE,
    Wording("Which car?", "哪款车？"),
    [Wording("The small one", "小的"), Wording("The large one", "大的")],
    is_required=True,
)
WHEN = Question(QuestionKind.TEXT, Wording("When?", "什么时候？"))


def _choosing(*choices: Wording) -> Question:
    return Question(QuestionKind.CHOICE, WHEN.wording, choices)


async def _ask(dealer: Dealer, *questions: Question) -> None:
    async with database.transaction():
        await lead_questions.replace(dealer, questions, by=ids.new())


async def _asked(dealer: Dealer) -> list[str]:
    current = await lead_questions.current_of([dealer.id])
    return [question.wording["en"] for question in current[dealer.id]]


async def test_questions_are_asked_in_their_order_and_shown_as_tablets_carry_them() -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")

    await _ask(dealer, WHEN, MODEL)

    current = await lead_questions.current_of([dealer.id, other.id])
    assert current[other.id] == []
    when, model = current[dealer.id]
    assert when.shown() == {
        "id": str(when.id),
        "kind": "TEXT",
        "wording": {"en": "When?", "zh": "什么时候？"},
        "choices": [],
        "required": False,
    }
    assert model.shown() == {
        "id": str(model.id),
        "kind": "CHOICE",
        "wording": {"en": "Which car?", "zh": "哪款车？"},
        "choices": [
            {"en": "The small one", "zh": "小的"},
            {"en": "The large one", "zh": "大的"},
        ],
        "required": True,
    }
    entry = await AuditEntry.get(action="dealer.ask")
    assert (entry.subject_id, entry.detail) == (dealer.id, {"questions": "2"})


async def test_a_new_list_retires_the_old_one_and_an_empty_one_asks_nothing() -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    noon = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
    with clock.injected(lambda: noon):
        await _ask(dealer, MODEL, WHEN)
        await _ask(other, WHEN)
    with clock.injected(lambda: noon + timedelta(hours=1)):
        await _ask(dealer, WHEN)

    assert (await _asked(dealer), await _asked(other)) == (["When?"], ["When?"])
    kept = await LeadQuestion.filter(dealer_id=dealer.id).order_by("created_at", "position")
    assert [(one.wording["en"], one.created_at, one.retired_at) for one in kept] == [
        ("Which car?", noon, noon + timedelta(hours=1)),
        ("When?", noon, noon + timedelta(hours=1)),
        ("When?", noon + timedelta(hours=1), None),
    ]
    await _ask(dealer)
    assert await _asked(dealer) == []
    assert await LeadQuestion.all().count() == 4


@pytest.mark.parametrize(
    ("questions", "refusal", "field"),
    [
        ([WHEN] * 13, OutOfRange, "questions"),
        ([Question(QuestionKind.TEXT, Wording("", "问"))], TextEmpty, "questions.0.wording.en"),
        ([Question(QuestionKind.TEXT, Wording("Q", " "))], TextEmpty, "questions.0.wording.zh"),
        (
            [WHEN, Question(QuestionKind.TEXT, Wording("x" * 201, "问"))],
            TextTooLong,
            "questions.1.wording.en",
        ),
        (
            [_choosing(Wording("One", "一"))],
            OutOfRange,
            "questions.0.choices",
        ),
        (
            [
                Question(
                    QuestionKind.CHOICE, WHEN.wording, [Wording(str(n), str(n)) for n in range(13)]
                )
            ],
            OutOfRange,
            "questions.0.choices",
        ),
        (
            [Question(QuestionKind.TEXT, WHEN.wording, MODEL.choices)],
            OutOfRange,
            "questions.0.choices",
        ),
        (
            [
                Question(
                    QuestionKind.CHOICE, WHEN.wording, [Wording("A", "甲"), Wording("x" * 81, "乙")]
                )
            ],
            TextTooLong,
            "questions.0.choices.1.en",
        ),
        (
            [
                Question(
                    QuestionKind.CHOICE, WHEN.wording, [Wording("Yes", "是"), Wording(" yes", "好")]
                )
            ],
            ChoicesAlike,
            "questions.0.choices.1",
        ),
    ],
)
async def test_a_list_with_one_bad_question_is_refused_and_the_old_one_stands(
    questions: list[Question], refusal: type[Refusal], field: str
) -> None:
    dealer = await prospects.dealer()
    await _ask(dealer, MODEL)

    with pytest.raises(refusal) as refused:
        await _ask(dealer, *questions)

    assert refused.value.field == field
    assert await _asked(dealer) == ["Which car?"]
    assert await LeadQuestion.all().count() == 1


async def test_of_lists_that_are_set_at_once_one_stands_as_a_whole() -> None:
    dealer = await prospects.dealer()
    lists = [
        [Question(QuestionKind.TEXT, Wording(f"{letter}{n}", f"{letter}{n}")) for n in range(5)]
        for letter in "ABCDEFGHIJ"
    ]

    outcome = await races.raced(
        partial(lead_questions.replace, dealer, questions, by=ids.new()) for questions in lists
    )

    assert outcome == {races.DONE: 10}
    asked = await _asked(dealer)
    assert asked in [[question.wording.en for question in questions] for questions in lists]
    assert await LeadQuestion.filter(retired_at=None).count() == 5
    assert await LeadQuestion.all().count() == 50
