"""What speaks against a lead from a stand: of several reasons the first, and nothing is written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models import clock, ids
from models.consents import Consent, ConsentText, Purpose
from models.contacts import Contact
from models.lead_changes import LeadChange
from models.lead_questions import Question, QuestionKind, Wording
from models.leads import Lead
from models.outbox import OutboxMessage
from models.refusals import ReceiptForged, ReceiptUnreadable
from models.seats import Seat
from models.stand_leads.rows import StandLead
from models.stand_leads.said import SaidAnswer, SaidLead, SaidVisitor, Taken
from models.touches import Touch
from tests import prospects, stands
from tests.models.test_lead_questions import MODEL, WHEN
from tests.prospects import DAY, DOORS
from tests.stands import ANN, Stand, codes
from tests.tablets import milliseconds

pytestmark = pytest.mark.usefixtures("db")
NOON = DOORS + timedelta(hours=2)
MINUTE = timedelta(minutes=1)
Bend = Callable[[Stand], SaidLead]


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.injected(lambda: NOON):
        yield


def _visitor(**said: str) -> SaidVisitor:
    return replace(ANN, **said)


REFUSED: dict[str, tuple[str, Bend]] = {
    "a receipt that was not signed": (
        "RECEIPT_FORGED",
        lambda s: replace(s.lead(), receipt=ReceiptForged()),
    ),
    "a receipt in another form": (
        "RECEIPT_UNREADABLE",
        lambda s: replace(s.lead(), receipt=ReceiptUnreadable()),
    ),
    "another lead's receipt": (
        "RECEIPT_OF_ANOTHER",
        lambda s: replace(s.lead(), said_id=ids.new()),
    ),
    "another tablet's receipt": (
        "RECEIPT_OF_ANOTHER",
        lambda s: s.lead(receipt={"device": str(ids.new())}),
    ),
    "a receipt of another event": (
        "RECEIPT_OF_ANOTHER",
        lambda s: s.lead(receipt={"event": str(ids.new())}),
    ),
    "a receipt of somebody else": (
        "RECEIPT_OF_ANOTHER",
        lambda s: s.lead(receipt={"name": "Ben"}),
    ),
    "a receipt of another phone": (
        "RECEIPT_OF_ANOTHER",
        lambda s: s.lead(receipt={"phone": "+8613912345679"}),
    ),
    "a receipt of somebody with a seat": (
        "RECEIPT_OF_ANOTHER",
        lambda s: s.lead(receipt={"seat": str(ids.new())}),
    ),
    "a receipt of later": (
        "RECEIPT_OF_ANOTHER",
        lambda s: replace(s.lead(), said_at=DOORS - MINUTE),
    ),
    "a receipt of the day before yesterday": (
        "RECEIPT_OF_ANOTHER",
        lambda s: replace(s.lead(), said_at=DOORS + DAY + MINUTE),
    ),
    "a receipt of another age": (
        "RECEIPT_OF_ANOTHER",
        lambda s: s.lead(receipt={"at": 0}),
    ),
    "a dealer that is not there": (
        "DEALER_NOT_AT_EVENT",
        lambda s: s.lead(receipt={"dealer": str(ids.new())}),
    ),
    "no consent to be contacted": (
        "CONTACT_NOT_AGREED",
        lambda s: s.lead(receipt={"purposes": ["NEWSLETTER"]}),
    ),
    "a version of the words that was never written": (
        "CONSENT_TEXT_UNKNOWN",
        lambda s: s.lead(receipt={"textVersion": 2}),
    ),
    "words in a language that has none": (
        "CONSENT_TEXT_UNKNOWN",
        lambda s: s.lead(receipt={"language": "fr"}),
    ),
    "other words": (
        "CONSENT_TEXT_UNKNOWN",
        lambda s: s.lead(receipt={"textHash": "0" * 64}),
    ),
    "nobody": ("VISITOR_UNCLEAR", lambda s: replace(s.lead(), visitor=None)),
    "a pass that does not verify": (
        "VISITOR_UNCLEAR",
        lambda s: replace(s.lead(), visitor=None, token="PD1:FORGED"),
    ),
    "a pass and somebody else": (
        "VISITOR_UNCLEAR",
        lambda s: replace(s.lead(), token="PD1:GENUINE", seat_id=ids.new()),
    ),
    "a visitor without a name": ("VISITOR_NAMELESS", lambda s: s.lead(_visitor(name=" "))),
    "a visitor with neither phone nor e-mail": (
        "VISITOR_UNREACHABLE",
        lambda s: s.lead(_visitor(phone="", email=" ")),
    ),
    "a visitor whose phone is none": (
        "PHONE_INVALID",
        lambda s: s.lead(_visitor(phone="139 1234 5678", email="ann@")),
    ),
    "a visitor whose e-mail is none": (
        "EMAIL_INVALID",
        lambda s: s.lead(_visitor(phone="", email="ann@people")),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_lead_that_cannot_count_is_kept_with_the_reason_and_nothing_follows(
    name: str,
) -> None:
    code, bend = REFUSED[name]
    said = bend(await stands.stand(await prospects.scene()))

    assert await codes(said) == [code]

    assert (await StandLead.get()).refusal == code
    for table in (Lead, Consent, Contact, LeadChange, OutboxMessage):
        assert await table.all().count() == 0


async def test_a_seat_of_another_event_or_of_none_is_not_at_this_one() -> None:
    at = await prospects.scene()
    stand, seat = await stands.stand(at), await prospects.guest(at, "Ann")
    elsewhere = replace(stand, event=await prospects.again(at))

    assert await codes(stand.lead(seat), stand.lead(Seat(id=ids.new())), elsewhere.lead(seat)) == [
        "", "SEAT_NOT_AT_EVENT", "SEAT_NOT_AT_EVENT",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("phone", "email", "kept"),
    [
        ("+8613912345678", "ann@", ("+8613912345678", "")),
        ("139", "ann@people.example", ("", "ann@people.example")),
    ],
)
async def test_of_phone_and_email_one_that_is_good_is_enough(
    phone: str, email: str, kept: tuple[str, str]
) -> None:
    stand = await stands.stand(await prospects.scene())
    assert await codes(stand.lead(_visitor(phone=phone, email=email, language="fr"))) == [""]
    person = await Contact.get()
    assert ((person.phone, person.email), person.locale) == (kept, "en")


async def test_answers_fit_their_questions_and_those_that_are_needed_are_there() -> None:
    at = await prospects.scene("Harbour Motors", "Plaza Cars")
    model, when = await stands.ask(at.dealer, MODEL, WHEN, at=DOORS - DAY)
    [foreign] = await stands.ask(at.dealers[1], WHEN, at=DOORS - DAY)
    stand = await stands.stand(at)
    choice = {model: "The large one"}
    said = {
        "": [choice, choice | {when: "x" * 500}, {model: "小的", when: " "}],
        "ANSWER_MISSING": [{}, {when: "May"}, {model: " "}],
        "CHOICE_UNKNOWN": [{model: "the large one"}, {model: "A third one"}],
        "ANSWER_UNFIT": [
            choice | {when: "x" * 501},
            choice | {when: "a\nb"},
            choice | {when: "\0"},
        ],
        "QUESTION_UNKNOWN": [choice | {foreign: "May"}],
    }
    for code, all_ in said.items():
        assert await codes(*(stand.lead(answers=answers) for answers in all_)) == [code] * len(all_)
    assert await Touch.all().count() == 3
    assert await Lead.all().count() == 1


async def test_a_question_that_nobody_ever_asked_is_not_answered() -> None:
    stand = await stands.stand(await prospects.scene())
    said = replace(stand.lead(), answers=[SaidAnswer(ids.new(), "May")])
    assert await codes(said) == ["QUESTION_UNKNOWN"]


async def test_a_tablet_that_carries_an_older_list_is_judged_by_that() -> None:
    at = await prospects.scene()
    model, _ = await stands.ask(at.dealer, MODEL, WHEN, at=DOORS - DAY)
    city = Question(QuestionKind.TEXT, Wording("City?", "城市？"), is_required=True)
    [where] = await stands.ask(at.dealer, city, at=DOORS + MINUTE)
    stand, late = await stands.stand(at), DOORS + 2 * MINUTE
    old, new = {model: "The small one"}, {where: "Shanghai"}

    assert await codes(stand.lead(answers=old), stand.lead(at=late, answers=old)) == ["", ""]
    assert await codes(stand.lead(at=late, answers=new), stand.lead(answers=new)) == ["", ""]
    assert await codes(stand.lead(answers={}), stand.lead(at=late)) == ["ANSWER_MISSING"] * 2


async def test_a_tablet_that_says_what_it_asked_is_judged_by_just_that() -> None:
    at = await prospects.scene()
    model, when = await stands.ask(at.dealer, MODEL, WHEN, at=DOORS - DAY)
    stand = await stands.stand(at)

    assert await codes(
        stand.lead(asked=[]),
        stand.lead(asked=[when.id, model.id], answers={model: "The small one"}),
        stand.lead(asked=[when.id, model.id], answers={when: "May"}),
        stand.lead(asked=[when.id], answers={when: "May"}),
        stand.lead(asked=[ids.new()]),
    ) == ["", "", "ANSWER_MISSING", "QUESTION_UNKNOWN", "QUESTION_UNKNOWN"]


async def test_older_words_count_as_long_as_they_were_ever_written() -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)
    await ConsentText.create(
        purpose=Purpose.CONTACT, version=2, language="en", text="New", text_hash="1" * 64
    )
    assert await codes(
        stand.lead(), stand.lead(receipt={"textVersion": 2, "textHash": "1" * 64})
    ) == ["", ""]
    assert sorted(consent.text_version for consent in await Consent.all()) == [1, 2]


async def test_consent_counts_from_the_moment_of_agreeing_by_the_corrected_clock() -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)
    agreed = {"at": milliseconds(DOORS - 10 * MINUTE)}
    right = stand.lead(receipt=agreed)
    late = replace(stand.lead(receipt=agreed), at=DOORS + 30 * MINUTE)
    ahead = replace(stand.lead(), at=NOON + MINUTE)

    assert await codes(right, late, ahead) == ["", "", ""]

    at_ = {one.said_id: one.at for one in await StandLead.all()}
    assert [at_[one.said_id] for one in (right, late, ahead)] == [
        DOORS - 10 * MINUTE, DOORS + 20 * MINUTE, NOON,
    ]  # fmt: skip
    assert sorted(one.at for one in await Consent.all()) == sorted(at_.values())


async def test_hostile_texts_are_kept_as_far_as_a_database_can_hold_them() -> None:
    stand = await stands.stand(await prospects.scene())
    hostile = "\0\ud800" + "x" * 5000
    said = replace(
        stand.lead(),
        receipt=ReceiptForged(),
        receipt_text=hostile,
        signature=b"x" * 500,
        token=hostile,
        visitor=SaidVisitor(hostile, hostile, hostile, hostile),
        answers=[SaidAnswer(ids.new(), hostile)] * 60,
    )

    assert await codes(said, stand.lead()) == ["RECEIPT_FORGED", ""]

    kept = await StandLead.get(said_id=said.said_id)
    lengths = [len(text) for text in (kept.receipt, kept.token, kept.name, kept.phone, kept.email)]
    assert lengths == [4000, 256, 80, 32, 254]
    assert kept.receipt.startswith("\ufffd?x")
    assert (len(kept.signature), len(kept.answers)) == (64, 50)


def test_why_a_lead_was_not_taken_is_told_in_two_languages() -> None:
    taken, refused = Taken(ids.new()), Taken(ids.new(), "ANSWER_MISSING")
    assert (taken.is_taken, taken.message("en")) == (True, "")
    assert (refused.is_taken, refused.message("en"), refused.message("zh-CN")) == (
        False,
        "A question that needs an answer has none.",
        "有必答问题尚未回答。",
    )


async def test_a_tablet_off_duty_takes_no_leads() -> None:
    stand = await stands.stand(await prospects.scene())
    assert await codes(stand.lead(is_on_duty=False), stand.lead()) == ["TABLET_OFF_DUTY", ""]
    assert await Lead.all().count() == 1
