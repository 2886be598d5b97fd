"""The webhooks’ lane: each change of a dealer’s leads to each of its endpoints, in order."""

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from models import clock, database, lead_intake, lead_merging, lead_questions, lead_withdrawals
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_feed import LEADS
from models.lead_questions import LeadQuestion
from models.leads import Lead, LeadState
from models.numbered import relay
from models.webhook_deliveries.rows import WebhookDelivery
from models.webhook_endpoints import WebhookEndpoint
from schema.nodes import encode
from tests import people, prospects
from tests.everything import rows_of
from tests.house import SEAL
from tests.models.test_lead_questions import MODEL
from tests.webhooks import Call, deliver, endpoint, receiver, states

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
            "model": "",
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
    for said in ("Liu", "13912345678", "liu@people.example"):
        assert said not in repr(kept)


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
