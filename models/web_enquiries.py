"""A web enquiry: somebody filled in a dealer's form, and agreed to be contacted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise import fields

from models import clock, consents, contacts, lead_intake, lead_questions, texts
from models.consents import ConsentText, Purpose
from models.contacts import Person
from models.lead_intake import Enquiry
from models.lead_questions import MOST_QUESTIONS, LeadQuestion, QuestionKind
from models.noun import Noun
from models.refusals import (
    AnsweredTwice,
    AnswerMissing,
    ChoiceUnknown,
    ConsentTextUnknown,
    Findings,
    NotAgreed,
    NotFound,
    NoWayToReach,
    QuestionUnknown,
    TooMany,
)
from models.routing.rows import RoutingDecision
from models.touches import LeadSource
from models.web_forms import WebForm

METHOD = "WEB_FORM"
_MOST_NAME, _MOST_LINE, _MOST_ANSWER = 80, 80, 500  # characters


class WebEnquiry(Noun):
    """That a form was filled in: a touch has it as its `ref`, and it names nobody.

    No `form` is the brand's own, by which the rules of routing say for which dealer it is.
    """

    form: fields.ForeignKeyNullableRelation[WebForm] = fields.ForeignKeyField(
        "models.WebForm", null=True
    )
    form_id: UUID | None
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "web_enquiries"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers to a question of the dealer; a blank one is none."""

    question_id: UUID
    answer: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed into a form, unchecked."""

    name: str
    phone: str
    email: str
    language: str
    text_version: int
    has_agreed: bool
    answers: Sequence[Answer] = ()
    medium: str = ""
    campaign: str = ""
    content: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class _Checked:
    person: Person
    answers: Sequence[Mapping[str, str]]
    medium: str
    campaign: str
    content: str
    model: str


async def create(
    form: WebForm | None, said: Said, decision: RoutingDecision | None = None
) -> WebEnquiry:
    """Take an enquiry in; all that is wrong with it is told at once, and then nothing is kept.

    By a dealer's form, or without one by the proposal of a dealer. It says nothing of whether the
    person was known, and does the same for either.
    """
    named = form or decision
    if named is None or named.dealer_id is None:
        raise NotFound("formKey")
    dealer_id = named.dealer_id
    checked = _checked(said, await _questions(dealer_id), await _has_text(said))
    enquiry = await WebEnquiry.create(form=form, at=clock.now())
    contact = await contacts.of_guest(
        checked.person.name, checked.person.phone, checked.person.email, checked.person.locale
    )
    await consents.grant(
        contact, dealer_id, text_version=said.text_version, language=contact.locale,
        method=METHOD, at=enquiry.at,
    )  # fmt: skip
    touch = Enquiry(
        dealer_id, contact.id, LeadSource.WEB_FORM, enquiry.id, enquiry.at,
        medium=checked.medium, campaign=checked.campaign or (form.campaign if form else ""),
        content=checked.content, model=checked.model, answers=checked.answers,
        decision_id=decision.id if decision else None,
    )  # fmt: skip
    await lead_intake.take([touch])
    return enquiry


async def _questions(dealer_id: UUID) -> Sequence[LeadQuestion]:
    return (await lead_questions.current_of([dealer_id]))[dealer_id]


async def _has_text(said: Said) -> bool:
    """Whether there are such words in a language of ours."""
    language = Findings().of(lambda: texts.locale(said.language, "language"), "")
    return await ConsentText.exists(
        purpose=Purpose.CONTACT, version=said.text_version, language=language
    )


def _checked(said: Said, questions: Sequence[LeadQuestion], has_text: bool) -> _Checked:  # noqa: FBT001  a fact, no switch
    """What was typed, made good; refused with all that is wrong with it."""
    findings = Findings()
    if not said.has_agreed:
        findings.note(NotAgreed("hasAgreed"))  # the first: a refusal like this is not kept either
    person = _person(said, findings)
    if not has_text:
        findings.note(ConsentTextUnknown("consentTextVersion"))
    answers = _answers(said.answers, {one.id: one for one in questions}, findings)
    medium, campaign, content, model = (
        _line(findings, text, field)
        for text, field in (
            (said.medium, "medium"), (said.campaign, "campaign"), (said.content, "content"),
            (said.model, "model"),
        )
    )  # fmt: skip
    findings.refuse()
    return _Checked(person, answers, medium, campaign, content, model)


def _person(said: Said, findings: Findings) -> Person:
    name = findings.of(lambda: texts.line(said.name, "name", most=_MOST_NAME), "")
    phone = findings.of(lambda: texts.phone(said.phone, "phone"), "")
    email = findings.of(lambda: _email(said.email), "")
    if not said.phone.strip() and not said.email.strip():
        findings.note(NoWayToReach("phone"))
    language = findings.of(lambda: texts.locale(said.language, "language"), "")
    return Person(name, phone, email, language)


def _email(text: str) -> str:
    return texts.email(text, "email") if text.strip() else ""


def _line(findings: Findings, text: str, field: str) -> str:
    return findings.of(lambda: texts.line(text, field, most=_MOST_LINE, least=0), "")


def _answers(
    said: Sequence[Answer], asked: Mapping[UUID, LeadQuestion], findings: Findings
) -> list[dict[str, str]]:
    """The answers that were given, by the questions that the dealer asks now."""
    if len(said) > MOST_QUESTIONS:
        findings.note(TooMany("answers", limit=MOST_QUESTIONS))
        return []
    given: dict[UUID, str] = {}
    for place, one in enumerate(said):
        answer = findings.of(lambda: _answer(one, asked, given, f"answers.{place}"), None)  # noqa: B023  called at once
        if answer:
            given[one.question_id] = answer
    answered = {one.question_id for one in said if one.answer.strip()}
    if any(one.is_required and one.id not in answered for one in asked.values()):
        findings.note(AnswerMissing("answers"))
    return [{"question": str(key), "answer": answer} for key, answer in given.items()]


def _answer(
    said: Answer, asked: Mapping[UUID, LeadQuestion], given: Mapping[UUID, str], field: str
) -> str:
    if said.question_id not in asked:
        raise QuestionUnknown(f"{field}.question")
    if said.question_id in given:
        raise AnsweredTwice(f"{field}.question")
    question = asked[said.question_id]
    answer = texts.line(said.answer, f"{field}.answer", most=_MOST_ANSWER, least=0)
    is_choice = answer and question.kind is QuestionKind.CHOICE
    if is_choice and not any(answer in choice.values() for choice in question.choices):
        raise ChoiceUnknown(f"{field}.answer")
    return answer
