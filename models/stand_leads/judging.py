"""Whether what is said of a visitor at a stand can count, and if not, why not."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import sql
from models.consents import ConsentText, Purpose
from models.lead_questions import QuestionKind
from models.receipts import Receipt
from models.refusals import (
    AnswerMissing,
    AnswerUnfit,
    ChoiceUnknown,
    ConsentTextUnknown,
    ContactNotAgreed,
    DealerNotAtEvent,
    QuestionUnknown,
    ReceiptOfAnother,
    Refusal,
    SeatNotAtEvent,
    TabletOffDuty,
    VisitorUnclear,
)
from models.stand_leads.said import MOST_BEFORE, SaidAnswer, SaidLead, person_of

MOST_ANSWER = 500  # characters


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a dealer, as one of the list that was asked from and until then."""

    id: UUID
    dealer_id: UUID
    kind: QuestionKind
    choices: list[dict[str, str]]
    is_required: bool
    created_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What said leads are judged by.

    `dealers` are pairs of an event and a dealer that takes part, `texts` the hashes of the words
    that were ever asked with, by version and language, `seats` the event of each that is known.
    """

    dealers: frozenset[tuple[UUID, UUID]]
    texts: Mapping[tuple[int, str], str]
    seats: Mapping[UUID, UUID]
    questions: Mapping[UUID, Sequence[Question]]


async def facts(said: Iterable[SaidLead]) -> Facts:
    """What there is to know of these, in four statements however many they are."""
    leads = list(said)
    receipts = [one.receipt for one in leads if isinstance(one.receipt, Receipt)]
    words = await ConsentText.filter(purpose=Purpose.CONTACT)
    return Facts(
        await _dealers({lead.event_id for lead in leads}),
        {(text.version, text.language): text.text_hash for text in words},
        await seats({lead.seat_id for lead in leads if lead.seat_id}),
        await _questions({receipt.dealer for receipt in receipts}),
    )


async def seats(seat_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The events of those of the seats that are known."""
    rows = await sql.fetch(
        _Seat,
        f"SELECT id, event_id FROM seats WHERE id IN {sql.among(1)}",  # noqa: S608  a parameter's place
        sql.json_of(seat_ids),
    )
    return {row.id: row.event_id for row in rows}


def judge(said: SaidLead, known: Facts) -> str:
    """The code of what speaks against it, empty for nothing; of several reasons the first counts.

    That the seat is not known comes last: it may become known, and nothing else may change.
    """
    if isinstance(said.receipt, Refusal):
        return said.receipt.code()
    try:
        for check in _CHECKS:
            check(said, said.receipt, known)
    except Refusal as refusal:
        return refusal.code()
    return ""


def given(answers: Sequence[SaidAnswer]) -> list[dict[str, str]]:
    """The answers as they are kept, the blank ones left out."""
    return [
        {"question": str(one.question), "answer": one.answer} for one in answers if _is_given(one)
    ]


def _clear(said: SaidLead, _receipt: Receipt, _known: Facts) -> None:
    """It says who the visitor is: the holder of a seat, or somebody who is named."""
    if (said.seat_id is None) is (said.visitor is None) or (said.token and said.visitor):
        raise VisitorUnclear


def _about_this(said: SaidLead, receipt: Receipt, _known: Facts) -> None:
    """The receipt is of this lead, tablet, event, visitor and time."""
    visitor = said.visitor
    named = (visitor.name, visitor.phone, visitor.email) if visitor else None
    if (
        (receipt.id, receipt.device, receipt.event) != (said.said_id, said.device_id, said.event_id)
        or receipt.seat != said.seat_id
        or (named and named != (receipt.name, receipt.phone, receipt.email))
        or not said.said_at - MOST_BEFORE <= receipt.at <= said.said_at
    ):
        raise ReceiptOfAnother


def _on_duty(said: SaidLead, _receipt: Receipt, _known: Facts) -> None:
    """The tablet had its rights there then, as it must for a scan."""
    if not said.is_on_duty:
        raise TabletOffDuty


def _agreed(said: SaidLead, receipt: Receipt, known: Facts) -> None:
    """The visitor agreed that a dealer at the event contacts them, to words that were written."""
    if (said.event_id, receipt.dealer) not in known.dealers:
        raise DealerNotAtEvent
    if Purpose.CONTACT not in receipt.purposes:
        raise ContactNotAgreed
    if known.texts.get((receipt.text_version, receipt.language)) != receipt.text_hash:
        raise ConsentTextUnknown


def _answered(said: SaidLead, receipt: Receipt, known: Facts) -> None:
    """Each answer fits its question, and every question that needs one has it."""
    questions = {one.id: one for one in known.questions.get(receipt.dealer, ())}
    for one in said.answers:
        if one.question not in questions:
            raise QuestionUnknown
        if _is_given(one):
            _fits(one, questions[one.question])
    answered = {one.question for one in said.answers if _is_given(one)}
    lists = _lists(questions.values())
    if not any(_is_complete(asked, answered) for asked in _asked(said, lists, answered)):
        raise AnswerMissing


def _known_here(said: SaidLead, _receipt: Receipt, known: Facts) -> None:
    """The visitor can be reached, or has a seat at the event."""
    if said.visitor is not None:
        person_of(said.visitor)
    elif said.seat_id is None or known.seats.get(said.seat_id) != said.event_id:
        raise SeatNotAtEvent


_CHECKS: tuple[Callable[[SaidLead, Receipt, Facts], None], ...] = (
    _clear, _about_this, _on_duty, _agreed, _answered, _known_here,
)  # fmt: skip


def _is_given(one: SaidAnswer) -> bool:
    return bool(one.answer.strip())


def _fits(one: SaidAnswer, question: Question) -> None:
    if question.kind is QuestionKind.CHOICE:
        if not any(one.answer in choice.values() for choice in question.choices):
            raise ChoiceUnknown
    elif len(one.answer) > MOST_ANSWER or any(
        unicodedata.category(character) in {"Cc", "Cs"} for character in one.answer
    ):
        raise AnswerUnfit


def _lists(questions: Iterable[Question]) -> list[list[Question]]:
    """The questions by the lists that they were asked in."""
    lists: dict[Any, list[Question]] = defaultdict(list)
    for question in questions:
        lists[question.created_at, question.retired_at].append(question)
    return list(lists.values())


def _asked(
    said: SaidLead, lists: Sequence[list[Question]], answered: set[UUID]
) -> list[list[Question]]:
    """The lists that the tablet may have had: the one that it names, without questions perhaps.

    Of a tablet that names none it is the list of that time, or an older one that was answered.
    """
    if said.asked is not None:
        named = set(said.asked)
        found = [asked for asked in lists if {one.id for one in asked} == named]
        if named and not found:
            raise QuestionUnknown
        return found or [[]]
    current = [asked for asked in lists if _is_of(asked[0], said.agreed_at)]
    shown = [asked for asked in lists if answered & {one.id for one in asked}]
    return (current or [[]]) + shown


def _is_of(question: Question, at: datetime) -> bool:
    return question.created_at <= at and (question.retired_at is None or at < question.retired_at)


def _is_complete(asked: Iterable[Question], answered: set[UUID]) -> bool:
    return all(one.id in answered for one in asked if one.is_required)


@dataclass(frozen=True, slots=True)
class _Seat:
    id: UUID
    event_id: UUID


@dataclass(frozen=True, slots=True)
class _Dealer:
    event_id: UUID
    dealer_id: UUID


async def _dealers(event_ids: Iterable[UUID]) -> frozenset[tuple[UUID, UUID]]:
    rows = await sql.fetch(
        _Dealer,
        f"SELECT event_id, dealer_id FROM event_dealers WHERE event_id IN {sql.among(1)}",  # noqa: S608  likewise
        sql.json_of(event_ids),
    )
    return frozenset((row.event_id, row.dealer_id) for row in rows)


async def _questions(dealer_ids: Iterable[UUID]) -> dict[UUID, list[Question]]:
    rows = await sql.fetch(
        Question,
        f"""
        SELECT id, dealer_id, kind, choices, is_required, created_at, retired_at
        FROM lead_questions WHERE dealer_id IN {sql.among(1)}
        """,  # noqa: S608  likewise
        sql.json_of(dealer_ids),
    )
    questions: dict[UUID, list[Question]] = defaultdict(list)
    for row in rows:
        questions[row.dealer_id].append(row)
    return questions
