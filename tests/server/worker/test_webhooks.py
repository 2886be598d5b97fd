"""The webhooks’ lane: each change of a dealer’s leads to each of its endpoints, in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from models import clock, database, lead_intake, lead_merging, lead_questions, lead_withdrawals
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_feed import LEADS
from models.lead_questions import LeadQuestion
from models.leads import Lead, LeadState
from models.numbered import relay
from models.webhook_deliveries import queueing, taking
from models.webhook_deliveries.rows import DeliveryState, WebhookAttempt, WebhookDelivery
from models.webhook_endpoints import WebhookEndpoint
from schema.nodes import encode
from server import worker
from server.webhooks import messages
from tests import people, prospects
from tests.everything import rows_of
from tests.house import SEAL
from tests.models.test_lead_questions import MODEL
from tests.postbox import Postbox
from tests.waiting import until
from tests.webhooks import RULES, Call, Receiver, deliver, endpoint, receiver, states

pytestmark = pytest.mark.usefixtures("db")


async def _withdraw(lead: Lead) -> None:
    async with database.transaction():
        contact = await Contact.get(id=lead.contact_id)
        await lead_withdrawals.withdraw([contact], lead.dealer_id, method="TEST")
    await relay.number(LEADS)


async def _move(lead: Lead) -> None:
    async with database.transaction():
        await lead.move(LeadState.ACKNOWLEDGED, "", by=lead.id)
    await relay.number(LEADS)


async def _leads(dealer: Dealer, count: int) -> list[Lead]:
    return [await prospects.lead(dealer, f"Guest {number}") for number in range(count)]


async def test_a_new_lead_is_told_with_whom_to_contact_and_signed_by_the_standard() -> None:
    at = await prospects.scene()
    async with database.transaction():
        await lead_questions.replace(at.dealer, [MODEL], by=at.dealer.id)
    question = await LeadQuestion.get()
    async with receiver() as there:
        made = await endpoint(at.dealer, there)
        seat = await prospects.guest(at, "Ann")
        await prospects.consented(seat, at.dealer)
        await lead_intake.capture([prospects.attendance(seat)])
        lead = await Lead.get()
        answers = [{"question": str(question.id), "answer": "Small"}]
        await Lead.filter(id=lead.id).update(answers=answers)
        await relay.number(LEADS)
        await deliver()

    [call] = there.calls
    assert Webhook(made.secret).verify(call.body, call.headers) == call.said
    [delivery] = await WebhookDelivery.all()
    assert call.headers["webhook-id"] == f"msg_{delivery.id}"
    assert call.said == {
        "type": "lead.captured",
        "timestamp": delivery.happened_at.isoformat(),
        "data": {
            "lead": encode("Lead", lead.id),
            "seq": 1,
            "state": "NEW",
            "capturedAt": lead.captured_at.isoformat(),
            "contact": {
                "name": "Ann",
                "phone": "",
                "email": "ann@people.example",
                "locale": "en",
            },
            "event": {
                "id": encode("Event", at.event.id),
                "title": "Open House",
                "startsAt": at.event.starts_at.isoformat(),
            },
            "answers": [{"question": question.wording, "answer": "Small"}],
        },
    }


async def test_a_changed_body_or_another_secret_is_found_out() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        made, other = await endpoint(dealer, there), await endpoint(dealer, there)
        await prospects.lead(dealer)
        await deliver()

    call = next(call for call in there.calls if _is_for(made, call))
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(call.body.replace(b"NEW", b"WON"), call.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(other.secret).verify(call.body, call.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(call.body, call.headers | {"webhook-id": "msg_1"})


def _is_for(made: WebhookEndpoint, call: Call) -> bool:
    try:
        Webhook(made.secret).verify(call.body, call.headers)
    except WebhookVerificationError:
        return False
    return True


async def test_all_that_happens_from_its_making_on_is_sent_in_order_and_once() -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    await prospects.lead(dealer, "Before")
    async with receiver() as there:
        made = await endpoint(dealer, there)
        for lead in await _leads(dealer, 5):
            await _move(lead)
        await prospects.lead(other)
        await deliver()
        await deliver()

    assert there.seqs == list(range(2, 12))
    assert [call.said["type"] for call in there.calls] == (
        ["lead.captured"] * 5 + ["lead.updated"] * 5
    )
    assert await states(made) == ["DELIVERED"] * 10


async def test_a_withdrawn_lead_is_called_back_by_its_id_alone() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        await endpoint(dealer, there)
        lead = await prospects.lead(dealer)
        await deliver()
        await _withdraw(lead)
        await deliver()

    assert [call.said["type"] for call in there.calls] == ["lead.captured", "lead.withdrawn"]
    assert there.calls[1].said["data"] == {"lead": encode("Lead", lead.id), "seq": 2}


async def test_what_was_not_sent_yet_of_a_withdrawn_lead_names_nobody() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        await endpoint(dealer, there)
        lead = await prospects.lead(dealer, "Liu Wei")
        await _move(lead)
        await _withdraw(lead)
        await deliver()

    assert [call.said["type"] for call in there.calls] == ["lead.withdrawn"] * 3
    assert [call.said["data"] for call in there.calls] == [
        {"lead": encode("Lead", lead.id), "seq": seq} for seq in (1, 2, 3)
    ]
    assert b"Liu" not in b"".join(call.body for call in there.calls)


async def test_a_lead_that_agreed_anew_is_withdrawn_and_then_captured() -> None:
    at = await prospects.scene()
    async with receiver() as there:
        await endpoint(at.dealer, there)
        seat = await prospects.guest(at, "Ann")
        await prospects.consented(seat, at.dealer)
        await lead_intake.capture([prospects.attendance(seat)])
        await _withdraw(await Lead.get())
        consent = await prospects.consented(seat, at.dealer, clock.now())
        await lead_intake.capture([prospects.attendance(seat, consent.at)])
        await relay.number(LEADS)
        await deliver()

    assert [call.said["type"] for call in there.calls] == [
        "lead.captured",
        "lead.withdrawn",
        "lead.captured",
    ]


async def test_a_lead_that_is_another_dealers_by_now_is_called_back() -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    async with receiver() as there:
        await endpoint(dealer, there)
        lead = await prospects.lead(dealer, "Liu Wei")
        await Lead.filter(id=lead.id).update(dealer_id=other.id)
        await deliver()

    [call] = there.calls
    assert (call.said["type"], "contact" in call.said["data"]) == ("lead.withdrawn", False)


async def test_a_lead_that_became_part_of_another_is_called_back() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        await endpoint(dealer, there)
        into, merged = await _leads(dealer, 2)
        await deliver()
        async with database.transaction():
            await lead_merging.merge(into, merged, by=into.id)
        await relay.number(LEADS)
        await deliver()

    told = [
        call.said["type"] for call in there.calls[2:] if call.said["data"]["lead"] == _id(merged)
    ]
    assert told == ["lead.withdrawn"]


def _id(lead: Lead) -> str:
    return encode("Lead", lead.id)


async def test_no_row_keeps_what_was_said_of_a_person(db: str) -> None:
    dealer = await prospects.dealer()
    async with receiver(lambda call: 500 if call.seq == 1 else 200) as there:
        there.more = b"X-Echo: Liu Wei\r\n"
        await endpoint(dealer, there)
        await prospects.lead(dealer, "Liu Wei")
        await prospects.lead(dealer, "Liu Wei")
        await deliver()

    kept = {name: rows for name, rows in (await rows_of(db)).items() if "webhook" in name}
    assert len(kept["webhook_attempts"]) == 1
    assert "Liu" not in repr(kept)
    assert "139" not in repr([row[1:] for row in kept["webhook_deliveries"]])


async def test_two_workers_at_once_send_each_message_once_and_keep_the_order() -> None:
    dealers = [await prospects.dealer(f"Dealer {number}") for number in range(4)]
    async with receiver() as one, receiver() as two, receiver() as three, receiver() as four:
        all_there = [one, two, three, four]
        for dealer, there in zip(dealers, all_there, strict=True):
            await endpoint(dealer, there)
            await _leads(dealer, 10)
        await asyncio.gather(*(deliver() for _ in range(4)))
        await deliver()

    assert [there.seqs for there in all_there] == [list(range(1, 11))] * 4
    assert await WebhookAttempt.all().count() == 40


async def test_an_endpoint_is_one_workers_at_a_time_until_its_lease_is_over() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        await queueing.queue()
        [held] = await taking.take(9)
        assert await taking.take(9) == []
        over = replace(held, leased_until=held.leased_until + taking.LEASE)
        assert await taking.next_of(over) is None
        await taking.release(held)
        assert [one.id for one in await taking.take(9)] == [made.id]


async def test_what_is_being_sent_to_an_endpoint_that_is_deleted_meanwhile_is_forgotten() -> None:
    dealer = await prospects.dealer()
    async with receiver(is_open=False) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        task = asyncio.create_task(deliver())
        await _until_called(there, 1)
        async with database.transaction():
            await made.remove(by=made.id)
        there.gate.set()
        await task

    assert await WebhookDelivery.all().count() == await WebhookAttempt.all().count() == 0


@asynccontextmanager
async def _working() -> AsyncIterator[None]:
    stop = asyncio.Event()
    setup = replace(Postbox().setup(), webhooks=RULES)
    task = asyncio.create_task(worker.run(setup, stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(30):
            await task


async def _until_called(there: Receiver, count: int) -> None:
    async def holds() -> bool:
        return len(there.calls) >= count

    await until(holds)


async def test_a_slow_endpoint_holds_up_neither_its_neighbours_nor_the_letters() -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    async with receiver(is_open=False) as slow, receiver() as quick, _working():
        await endpoint(dealer, slow)
        await endpoint(dealer, quick)
        await endpoint(other, quick)
        for lead in await _leads(dealer, 3):
            await _move(lead)
        await _leads(other, 3)
        await _until_called(quick, 9)
        assert len(slow.calls) == 1
        slow.gate.set()
        await _until_called(slow, 6)

    assert slow.seqs == [1, 2, 3, 4, 5, 6]


async def test_a_stop_waits_for_what_is_under_way_and_writes_it_down() -> None:
    dealer = await prospects.dealer()
    async with receiver(is_open=False) as there:
        made = await endpoint(dealer, there)
        await _leads(dealer, 2)
        async with _working():
            await _until_called(there, 1)
            asyncio.get_running_loop().call_later(0.05, there.gate.set)

    assert await states(made) == ["DELIVERED", "PENDING"]
    assert (await WebhookEndpoint.get()).first_failed_at is None


async def test_a_fault_of_ours_leaves_the_endpoint_alone_until_its_lease_is_over(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dealer = await prospects.dealer()

    async def broken(_due: object) -> bytes:
        raise ZeroDivisionError

    async with receiver() as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        monkeypatch.setattr(messages, "written", broken)
        await deliver()

    assert there.calls == []
    assert await states(made) == [DeliveryState.PENDING]
    assert await WebhookAttempt.all().count() == 0
    assert "waits for its lease" in caplog.text


async def test_both_secrets_sign_for_a_day_after_a_rotation() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        made = await endpoint(dealer, there)
        by = (await people.member("Dora")).id
        async with database.transaction():
            rotated = await made.rotate(24, by=by, seal=SEAL)
        await prospects.lead(dealer)
        await deliver()
        await WebhookEndpoint.all().update(previous_secret_until=rotated.created_at)
        await prospects.lead(dealer, "Hu Na")
        await deliver()

    during, after = there.calls
    assert made.secret != rotated.secret
    assert [_is_for(each, during) for each in (made, rotated)] == [True, True]
    assert [_is_for(each, after) for each in (made, rotated)] == [False, True]
    counts = [len(call.headers["webhook-signature"].split(" ")) for call in there.calls]
    assert counts == [2, 1]
