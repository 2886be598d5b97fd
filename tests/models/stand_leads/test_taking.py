"""Leads from stands: each once, with its consent and its answers, whichever way it comes."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from models import check_ins, clock, database, ids, lead_intake, lead_withdrawals
from models.check_ins import Admission
from models.consents import Consent
from models.contacts import Contact
from models.lead_changes import LeadChange, LeadChangeKind
from models.leads import Lead, LeadState
from models.outbox import OutboxMessage
from models.stand_leads import taking
from models.stand_leads.rows import StandLead
from models.stand_leads.said import SaidVisitor
from models.touches import Touch
from tests import people, prospects, races, stands, statements
from tests.models.test_lead_questions import MODEL, WHEN
from tests.prospects import DAY, DOORS, Scene, attendance, consented, guest
from tests.stands import ANN, codes, take

pytestmark = pytest.mark.usefixtures("db")
NOON = DOORS + timedelta(hours=2)
MINUTE = timedelta(minutes=1)
MODEL_IF_LIKED = replace(MODEL, is_required=False)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.injected(lambda: NOON):
        yield


async def _kinds() -> list[LeadChangeKind]:
    return [change.kind for change in await LeadChange.all().order_by("id")]


async def _told() -> int:
    return await OutboxMessage.filter(topic="lead.captured").count()


async def test_a_typed_visitor_becomes_a_contact_a_consent_and_a_lead_with_answers() -> None:
    at = await prospects.scene()
    model, when = await stands.ask(at.dealer, MODEL, WHEN, at=DOORS - DAY)
    stand = await stands.stand(at, language="zh")
    visitor = SaidVisitor("王小明 ", "+86 139 1234 5678", "Xiaoming@People.example", "zh-CN")
    said = stand.lead(visitor, answers={model: "大的", when: "  "})

    assert await codes(said) == [""]

    lead = await Lead.get().select_related("contact")
    person = lead.contact
    assert (person.name, person.phone, person.email, person.locale, person.member_id) == (
        "王小明", "+8613912345678", "xiaoming@people.example", "zh", None,
    )  # fmt: skip
    assert (lead.dealer_id, lead.event_id, lead.seat_id) == (at.dealer.id, at.event.id, None)
    assert (lead.state, lead.captured_at, lead.withdrawn_at) == (LeadState.NEW, NOON, None)
    assert lead.answers == [{"question": str(model.id), "answer": "大的"}]
    consent = await Consent.get()
    assert (consent.subject, consent.dealer_id, consent.event_id, consent.seat_id) == (
        person.pseudonym, at.dealer.id, at.event.id, None,
    )  # fmt: skip
    assert (consent.is_granted, consent.method, consent.at) == (True, "STAND", DOORS)
    assert (consent.text_version, consent.language, consent.text_hash) == (
        1, "zh", stand.words.text_hash,
    )  # fmt: skip
    assert (consent.device_id, consent.receipt) == (stand.device.id, said.receipt_text)
    assert bytes(consent.signature or b"") == said.signature
    stored = await StandLead.get()
    assert (stored.contact_id, stored.lead_id, stored.refusal) == (person.id, lead.id, "")
    assert (stored.name, stored.phone) == ("王小明 ", "+86 139 1234 5678")
    assert await _kinds() == [LeadChangeKind.CAPTURED]
    assert await _told() == 1


async def test_a_visitor_with_a_seat_stays_the_contact_that_they_are() -> None:
    at = await prospects.scene()
    seat = await guest(at, "Ann")
    stand = await stands.stand(at)

    assert await codes(stand.lead(seat, receipt={"name": "A.", "phone": "+4930123456"})) == [""]

    lead = await Lead.get()
    assert (lead.contact_id, lead.seat_id) == (seat.contact_id, seat.id)
    assert [(one.name, one.phone) for one in await Contact.all()] == [("Ann", "")]
    consent = await Consent.get()
    assert consent.seat_id == seat.id
    assert consent.subject == (await Contact.get(id=seat.contact_id)).pseudonym


async def test_the_same_lead_by_two_ways_and_again_is_one() -> None:
    at = await prospects.scene()
    stand, seat = await stands.stand(at), await guest(at, "Ben")
    typed, scanned = stand.lead(), stand.lead(seat)

    assert await codes(typed, scanned, typed) == ["", "", ""]
    assert await codes(scanned, typed) == ["", ""]

    assert await Lead.all().count() == 2
    assert await Consent.all().count() == 2
    assert await Contact.all().count() == 2
    assert await StandLead.all().count() == 2
    assert await _kinds() == [LeadChangeKind.CAPTURED] * 2
    assert await _told() == 2


async def test_the_same_leads_by_twelve_ways_at_once_are_each_one() -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)
    said = [stand.lead(), stand.lead(await guest(at, "Ben")), stand.lead(await guest(at, "Cem"))]
    orders = [said, said[::-1], said[1:], [said[2], said[0]]] * 3

    assert await races.raced(partial(taking.take, order) for order in orders) == {races.DONE: 12}

    assert await Lead.all().count() == 3
    assert await Consent.all().count() == 3
    assert await StandLead.filter(refusal="").count() == 3
    assert await _kinds() == [LeadChangeKind.CAPTURED] * 3
    assert await _told() == 3


async def test_a_seat_at_ten_stands_and_a_gate_at_once_is_one_lead_with_every_answer() -> None:
    at = await prospects.scene()
    _, when = await stands.ask(at.dealer, MODEL_IF_LIKED, WHEN, at=DOORS - DAY)
    seat = await guest(at, "Ann")
    await consented(seat, at.dealer)
    said = [
        (await stands.stand(at)).lead(seat, DOORS + number * MINUTE, answers={when: f"In {number}"})
        for number in range(10)
    ]
    verbs = [partial(taking.take, [one]) for one in said]
    gates = [partial(lead_intake.capture, [attendance(seat, DOORS)]) for _ in range(4)]

    assert await races.raced([*verbs, *gates]) == {races.DONE: 14}

    lead = await Lead.get()
    assert [one["answer"] for one in lead.answers] == [f"In {number}" for number in range(10)]
    assert await Consent.filter(method="STAND").count() == 10
    assert await StandLead.filter(lead_id=lead.id).count() == 10
    assert await _told() == 1
    assert (await _kinds()).count(LeadChangeKind.CAPTURED) == 1


async def test_a_lead_of_the_check_in_gets_the_answers_of_the_stand_and_keeps_its_own() -> None:
    at = await prospects.scene()
    [when] = await stands.ask(at.dealer, WHEN, at=DOORS - DAY)
    seat, stand = await guest(at, "Ann"), await stands.stand(at)
    await consented(seat, at.dealer)
    await lead_intake.capture([attendance(seat)])
    first = stand.lead(seat, DOORS + MINUTE, answers={when: "May"})
    second = stand.lead(seat, DOORS + 2 * MINUTE, answers={when: "June"})
    same = stand.lead(seat, DOORS + 3 * MINUTE, answers={when: "May"})

    await take(second)
    await take(first, same)
    await take(first, second, same)

    lead = await Lead.get()
    assert [one["answer"] for one in lead.answers] == ["May", "June"]
    assert await _kinds() == [
        LeadChangeKind.CAPTURED, LeadChangeKind.UPDATED, LeadChangeKind.UPDATED,
    ]  # fmt: skip
    assert await _told() == 1


async def test_a_consent_taken_back_after_it_was_given_makes_no_lead_and_stays_on_record() -> None:
    at = await prospects.scene()
    seat, stand = await guest(at, "Ann"), await stands.stand(at)
    with clock.injected(lambda: DOORS + MINUTE):
        await lead_withdrawals.withdraw(
            [await Contact.get(id=seat.contact_id)], at.dealer.id, method="TEST"
        )

    assert await codes(stand.lead(seat)) == [""]

    assert await Lead.all().count() == 0
    assert await Consent.filter(method="STAND", is_granted=True).count() == 1
    assert (await StandLead.get()).lead_id is None
    assert await _told() == 0


async def test_a_withdrawn_lead_stays_so_unless_the_visitor_agreed_after_that() -> None:
    at = await prospects.scene()
    [when] = await stands.ask(at.dealer, WHEN, at=DOORS - DAY)
    seat, stand = await guest(at, "Ann"), await stands.stand(at)
    await take(stand.lead(seat, answers={when: "May"}))
    with clock.injected(lambda: DOORS + 10 * MINUTE):
        await lead_withdrawals.withdraw(
            [await Contact.get(id=seat.contact_id)], at.dealer.id, method="TEST"
        )

    await take(stand.lead(seat, DOORS + 9 * MINUTE, answers={when: "June"}))
    assert await Lead.filter(withdrawn_at=None).count() == 0

    await take(stand.lead(seat, DOORS + 11 * MINUTE, answers={when: "July"}))
    lead = await Lead.get()
    assert lead.withdrawn_at is None
    assert [one["answer"] for one in lead.answers] == ["July"]
    assert await _kinds() == [
        LeadChangeKind.CAPTURED, LeadChangeKind.WITHDRAWN, LeadChangeKind.CAPTURED,
    ]  # fmt: skip
    assert await _told() == 2


async def test_an_attendance_that_was_heard_of_before_the_consent_counts_too() -> None:
    at = await prospects.scene()
    seat, stand = await guest(at, "Ann"), await stands.stand(at)
    other = Scene(await prospects.again(at), at.dealers)
    [elsewhere] = await prospects.seated(other, await people.member("Ann"))
    assert elsewhere.contact_id == seat.contact_id
    admission = Admission(other.event.id, ids.new(), stand.device.id, ids.new(), DOORS + MINUTE)
    await check_ins.settle({elsewhere.id: admission})

    await take(stand.lead(seat, DOORS + 2 * MINUTE))
    assert {touch.event_id for touch in await Touch.all()} == {at.event.id}
    await take(stand.lead(seat, DOORS))

    assert {touch.event_id for touch in await Touch.all()} == {at.event.id, other.event.id}
    assert await Lead.all().count() == 1
    assert await _told() == 1


async def test_one_bad_lead_costs_only_itself_and_is_kept_as_it_was_said() -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)
    good, bad = stand.lead(), stand.lead(receipt={"dealer": str(ids.new())})

    assert await codes(bad, good) == ["DEALER_NOT_AT_EVENT", ""]
    assert await codes(good, bad) == ["", "DEALER_NOT_AT_EVENT"]

    refused = await StandLead.get(said_id=bad.said_id)
    assert (refused.refusal, refused.receipt, refused.name) == (
        "DEALER_NOT_AT_EVENT", bad.receipt_text, "Ann",
    )  # fmt: skip
    assert (refused.contact_id, refused.lead_id, refused.dealer_id) == (None, None, None)
    assert await Lead.all().count() == 1
    assert await Contact.all().count() == 1


async def test_an_edge_keeps_leads_and_makes_none() -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)

    async with database.transaction():
        taken = await taking.take([said := stand.lead()], rewards=False)

    assert taken[said.key].is_taken
    assert await StandLead.all().count() == 1
    assert await Lead.all().count() + await Consent.all().count() + await Contact.all().count() == 0


@pytest.mark.parametrize("count", [2, 40])
async def test_a_batch_takes_as_many_statements_whatever_its_size(count: int) -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)
    said = [stand.lead(await guest(at, f"Guest{number}")) for number in range(count)]
    said += [stand.lead(ANN) for _ in range(count)]

    async with statements.counted() as run:
        await take(*said)

    assert await Touch.all().count() == 2 * count
    assert await Lead.all().count() == count + 1  # whoever was typed is one person
    read = [statement for statement in run if not statement.lstrip().startswith("INSERT")]
    assert len(read) == 25
