"""Leads: made by consent and attendance, once, and gone with the consent."""

import asyncio
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest

from models import clock, database, lead_intake, lead_withdrawals, sql
from models.consents import Consent
from models.contacts import Contact
from models.lead_changes import LeadChange, LeadChangeKind
from models.leads import Lead, LeadState
from models.outbox import OutboxMessage
from tests import prospects, races
from tests.prospects import DOORS, attendance, consented, guest

NOON = DOORS + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.injected(lambda: NOON):
        yield


async def _kinds() -> list[LeadChangeKind]:
    return [change.kind for change in await LeadChange.all().order_by("id")]


@pytest.mark.usefixtures("db")
async def test_an_attendance_with_consent_makes_one_lead_per_dealer_consented_to() -> None:
    at = await prospects.scene("Harbour Motors", "Plaza Cars", "Nobody's Choice")
    seat = await guest(at, "Ann")
    await consented(seat, at.dealers[0])
    await consented(seat, at.dealers[1])

    await lead_intake.capture([attendance(seat)])

    made = await Lead.all()
    assert {lead.dealer_id for lead in made} == {at.dealers[0].id, at.dealers[1].id}
    for lead in made:
        assert (lead.contact_id, lead.event_id, lead.seat_id) == (
            seat.contact_id,
            at.event.id,
            seat.id,
        )
        assert (lead.state, lead.captured_at) == (LeadState.NEW, NOON)
    changes = await LeadChange.all()
    assert {(c.lead_id, c.dealer_id, c.kind, c.seq) for c in changes} == {
        (lead.id, lead.dealer_id, LeadChangeKind.CAPTURED, None) for lead in made
    }
    told = await OutboxMessage.filter(topic="lead.captured")
    assert {message.payload["lead"] for message in told} == {str(lead.id) for lead in made}


@pytest.mark.usefixtures("db")
async def test_scanned_at_two_gates_and_again_tomorrow_a_person_is_one_lead() -> None:
    at = await prospects.scene()
    seat = await guest(at, "Ann")
    await consented(seat, at.dealer)

    await lead_intake.capture([attendance(seat), attendance(seat, NOON)])
    await lead_intake.capture([attendance(seat, NOON)])

    assert await Lead.all().count() == 1
    assert await _kinds() == [LeadChangeKind.CAPTURED]
    assert await OutboxMessage.filter(topic="lead.captured").count() == 1


@pytest.mark.usefixtures("db")
async def test_twenty_captures_at_once_make_one_lead() -> None:
    at = await prospects.scene()
    seat = await guest(at, "Ann")
    await consented(seat, at.dealer)

    await asyncio.gather(*(lead_intake.capture([attendance(seat)]) for _ in range(20)))

    assert await Lead.all().count() == 1
    assert await LeadChange.all().count() == 1
    assert await OutboxMessage.filter(topic="lead.captured").count() == 1


@pytest.mark.parametrize("said", ["never", "after the scan", "taken back", "to one not there"])
@pytest.mark.usefixtures("db")
async def test_without_consent_at_the_scan_and_now_there_is_no_lead(said: str) -> None:
    at = await prospects.scene("Harbour Motors", "Plaza Cars")
    seat = await guest(at, "Ann")
    if said == "after the scan":
        await consented(seat, at.dealer, DOORS + timedelta(minutes=1))
    if said == "taken back":
        await consented(seat, at.dealer)
        await lead_withdrawals.withdraw(
            [await Contact.get(id=seat.contact_id)], at.dealer.id, method="TEST"
        )
    if said == "to one not there":
        await consented(seat, (await prospects.dealer("Elsewhere Cars")))

    await lead_intake.capture([attendance(seat)])

    assert await Lead.all().count() == 0
    assert await LeadChange.all().count() == 0
    assert await OutboxMessage.filter(topic="lead.captured").count() == 0


@pytest.mark.usefixtures("db")
async def test_consent_taken_back_before_the_scan_and_given_again_after_it_makes_no_lead() -> None:
    at = await prospects.scene()
    seat = await guest(at, "Ann")
    contact = await Contact.get(id=seat.contact_id)
    await consented(seat, at.dealer)
    with clock.injected(lambda: DOORS - timedelta(hours=1)):
        await lead_withdrawals.withdraw([contact], at.dealer.id, method="TEST")
    await consented(seat, at.dealer, DOORS + timedelta(hours=1))

    await lead_intake.capture([attendance(seat)])

    assert await Lead.all().count() == 0


@pytest.mark.parametrize("consenting", [0, 1, 200])
async def test_a_batch_costs_two_statements_without_consents_and_fifteen_with(
    db: str, consenting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    del db
    at = await prospects.scene()
    seats = [await guest(at, f"Guest{number}") for number in range(max(consenting, 3))]
    for seat in seats[:consenting]:
        await consented(seat, at.dealer)
    run: list[str] = []
    for name in ("fetch", "execute"):
        _count(monkeypatch, name, run)

    async with database.transaction():
        await lead_intake.capture([attendance(seat) for seat in seats])

    told = await OutboxMessage.filter(topic="lead.captured").count()
    assert (await Lead.all().count(), told) == (consenting, consenting)
    assert len(run) == (15 if consenting else 2)  # and the ORM's own


def _count(monkeypatch: pytest.MonkeyPatch, name: str, run: list[str]) -> None:
    plain = getattr(sql, name)

    async def counted(*arguments: Any) -> Any:
        run.append(name)
        return await plain(*arguments)

    monkeypatch.setattr(sql, name, counted)


@pytest.mark.usefixtures("db")
async def test_a_withdrawal_takes_the_leads_of_that_dealer_and_no_other() -> None:
    at = await prospects.scene("Harbour Motors", "Plaza Cars")
    seat = await guest(at, "Ann")
    for dealer in at.dealers:
        await consented(seat, dealer)
    await lead_intake.capture([attendance(seat)])

    await lead_withdrawals.withdraw(
        [await Contact.get(id=seat.contact_id)], at.dealer.id, method="TEST"
    )

    gone, kept = await Lead.get(dealer=at.dealers[0]), await Lead.get(dealer=at.dealers[1])
    assert (gone.withdrawn_at, kept.withdrawn_at) == (NOON, None)
    withdrawn = await LeadChange.get(kind=LeadChangeKind.WITHDRAWN)
    assert (withdrawn.lead_id, withdrawn.dealer_id) == (gone.id, at.dealer.id)
    receipt = await Consent.get(is_granted=False)
    assert (receipt.dealer_id, receipt.text_version, receipt.at) == (at.dealer.id, 1, NOON)


@pytest.mark.usefixtures("db")
async def test_a_second_withdrawal_and_one_of_nothing_change_no_lead() -> None:
    at = await prospects.scene()
    seat, other = await guest(at, "Ann"), await guest(at, "Ben")
    await consented(seat, at.dealer)
    await lead_intake.capture([attendance(seat)])
    both = [await Contact.get(id=each.contact_id) for each in (seat, other)]

    await lead_withdrawals.withdraw(both, at.dealer.id, method="TEST")
    await lead_withdrawals.withdraw(both, at.dealer.id, method="TEST")

    assert await _kinds() == [LeadChangeKind.CAPTURED, LeadChangeKind.WITHDRAWN]


@pytest.mark.usefixtures("db")
async def test_a_withdrawal_counts_against_a_consent_that_is_heard_of_only_later() -> None:
    at = await prospects.scene()
    seat = await guest(at, "Ann")
    await Contact.filter(id=seat.contact_id).update(locale="zh")

    await lead_withdrawals.withdraw(
        [await Contact.get(id=seat.contact_id)], at.dealer.id, method="TEST"
    )
    await consented(seat, at.dealer)
    await lead_intake.capture([attendance(seat)])

    receipt = await Consent.get(is_granted=False)
    assert (receipt.text_version, receipt.language, receipt.at) == (1, "zh", NOON)
    assert len(receipt.text_hash) == 64
    assert await Lead.all().count() == 0


@pytest.mark.usefixtures("db")
async def test_who_agrees_anew_is_in_sight_again_once_met_anew_and_without_old_answers() -> None:
    at = await prospects.scene()
    seat = await guest(at, "Ann")
    await consented(seat, at.dealer)
    await lead_intake.capture([attendance(seat)])
    await Lead.all().update(answers=[{"question": "q", "answer": "a"}])
    with clock.injected(lambda: DOORS + timedelta(minutes=30)):
        await lead_withdrawals.withdraw(
            [await Contact.get(id=seat.contact_id)], at.dealer.id, method="TEST"
        )
    await consented(seat, at.dealer, DOORS + timedelta(hours=1))

    await lead_intake.capture([attendance(seat)])
    assert await Lead.filter(withdrawn_at=None).count() == 0

    await lead_intake.capture([attendance(seat, DOORS + timedelta(hours=1))])
    await lead_intake.capture([attendance(seat, DOORS + timedelta(hours=1))])
    lead = await Lead.get()
    assert (lead.withdrawn_at, lead.answers) == (None, [])
    assert await _kinds() == [
        LeadChangeKind.CAPTURED, LeadChangeKind.WITHDRAWN, LeadChangeKind.CAPTURED,
    ]  # fmt: skip
    assert await OutboxMessage.filter(topic="lead.captured").count() == 2


@pytest.mark.parametrize("is_withdrawal_first", [True, False])
async def test_capture_and_withdrawal_wait_for_each_other_and_leave_no_lead_in_sight(
    db: str, *, is_withdrawal_first: bool
) -> None:
    at = await prospects.scene()
    seat = await guest(at, "Ann")
    await consented(seat, at.dealer)
    contact = await Contact.get(id=seat.contact_id)

    async def withdraw() -> None:
        async with database.transaction():
            await lead_withdrawals.withdraw([contact], at.dealer.id, method="TEST")

    async def capture() -> None:
        await lead_intake.capture([attendance(seat)])

    first, second = (withdraw, capture) if is_withdrawal_first else (capture, withdraw)
    async with database.transaction():
        await first()
        late = asyncio.create_task(second(), context=Context())
        await races.blocked(late, db)
    await late

    assert await Lead.filter(withdrawn_at=None).count() == 0
    assert await Lead.all().count() == (0 if is_withdrawal_first else 1)
