"""A lead question: what a dealer wants asked of visitors at its stand."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models import audit, clock, texts
from models.dealers import Dealer
from models.noun import Noun
from models.refusals import ChoicesAlike

MOST_QUESTIONS = 12
_LEAST_CHOICES, _MOST_CHOICES = 2, 12
_WORDING_MOST, _CHOICE_MOST = 200, 80  # characters


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in each language that Paddock writes."""

    en: str
    zh: str


class QuestionKind(StrEnum):
    """How a question is answered: one of its choices, or a line of text."""

    CHOICE = "CHOICE"
    TEXT = "TEXT"


class LeadQuestion(Noun):
    """Never edited: a dealer's new list retires the old one, so that answers keep their question.

    `wording` is the question by language, `choices` a list of the same. The questions of one list
    have the same `created_at` and the same `retired_at`.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    position = fields.IntField()
    kind = fields.CharEnumField(QuestionKind, max_length=8)
    wording = fields.JSONField[dict[str, str]](default=dict)
    choices = fields.JSONField[list[dict[str, str]]](default=list)
    is_required = fields.BooleanField(default=False)
    created_at = fields.DatetimeField(default=clock.now)
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "lead_questions"
        indexes = (("dealer_id", "position"),)

    @property
    def worded(self) -> Wording:
        """What is asked."""
        return Wording(**self.wording)

    @property
    def options(self) -> list[Wording]:
        """What can be chosen, empty for a line of text."""
        return [Wording(**choice) for choice in self.choices]

    def shown(self) -> dict[str, Any]:
        """The question as a tablet carries it."""
        return {
            "id": str(self.id),
            "kind": self.kind.value,
            "wording": self.wording,
            "choices": self.choices,
            "required": self.is_required,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its dealer words it; `choices` are for QuestionKind.CHOICE alone."""

    kind: QuestionKind
    wording: Wording
    choices: Sequence[Wording] = ()
    is_required: bool = False


async def replace(dealer: Dealer, questions: Sequence[Question], *, by: UUID) -> Dealer:
    """Have just these asked from now on, at most MOST_QUESTIONS, in their order.

    Of two lists that are said at once one stands as a whole. The one before is kept, for the
    answers to it and for tablets that still carry it.
    """
    texts.within(len(questions), "questions", least=0, most=MOST_QUESTIONS)
    made = [
        _made(dealer, place, question, f"questions.{place}")
        for place, question in enumerate(questions)
    ]
    dealer = await dealer.locked()
    now = clock.now()
    for question in made:
        question.created_at = now
    await LeadQuestion.filter(dealer_id=dealer.id, retired_at=None).update(retired_at=now)
    await LeadQuestion.bulk_create(made)
    await audit.record(by, "dealer.ask", dealer, questions=len(made))
    return dealer


async def current_of(dealer_ids: Sequence[UUID]) -> dict[UUID, list[LeadQuestion]]:
    """What each of these dealers has asked now, in its order."""
    asked: dict[UUID, list[LeadQuestion]] = {dealer_id: [] for dealer_id in dealer_ids}
    standing = LeadQuestion.filter(dealer_id__in=list(dealer_ids), retired_at=None)
    for question in await standing.order_by("position"):
        asked[question.dealer_id].append(question)
    return asked


def _made(dealer: Dealer, place: int, said: Question, field: str) -> LeadQuestion:
    least, most = (_LEAST_CHOICES, _MOST_CHOICES) if said.kind is QuestionKind.CHOICE else (0, 0)
    texts.within(len(said.choices), f"{field}.choices", least=least, most=most)
    return LeadQuestion(
        dealer_id=dealer.id,
        position=place,
        kind=said.kind,
        wording=_worded(said.wording, f"{field}.wording", _WORDING_MOST),
        choices=list(_choices(said, f"{field}.choices")),
        is_required=said.is_required,
    )


def _choices(said: Question, field: str) -> Iterator[dict[str, str]]:
    """The choices, no two of which read the same in any language."""
    seen: set[str] = set()
    for place, choice in enumerate(said.choices):
        worded = _worded(choice, f"{field}.{place}", _CHOICE_MOST)
        keys = {texts.key_of(words) for words in worded.values()}
        if keys & seen:
            raise ChoicesAlike(f"{field}.{place}")
        seen |= keys
        yield worded


def _worded(said: Wording, field: str, most: int) -> dict[str, str]:
    return {
        language: texts.line(words, f"{field}.{language}", most=most)
        for language, words in asdict(said).items()
    }
