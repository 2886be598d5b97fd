"""Consent taken back: whoever may know of the lead is told to delete it, without its data."""

import pytest

from models import database, lead_intake, lead_withdrawals, mails
from models.audit import AuditEntry
from models.contacts import Contact
from models.leads import Lead
from models.mails import MailKind
from models.notifications import Notification
from schema.nodes import encode
from tests import people, postbox, prospects
from tests.client import Api
from tests.postbox import Postbox
from tests.prospects import Scene

pytestmark = pytest.mark.usefixtures("db")


async def _captured(at: Scene) -> Lead:
    seat = await prospects.guest(at, "Ann")
    await prospects.consented(seat, at.dealer)
    await Contact.filter(id=seat.contact_id).update(name="Ann Person", phone="+8613912345678")
    await lead_intake.capture([prospects.attendance(seat)])
    return await Lead.get(contact_id=seat.contact_id).select_related("contact")


async def _withdraw(lead: Lead) -> None:
    async with database.transaction():
        await lead_withdrawals.withdraw([lead.contact], lead.dealer_id, method="TEST")


async def test_all_who_were_of_the_staff_since_then_are_recalled_even_the_unsubscribed() -> None:
    at, box = await prospects.scene("Harbour Motors", "Other Cars"), Postbox()
    dora, dick = await prospects.staff(at.dealer), await prospects.staff(at.dealer, "Dick")
    await prospects.staff(at.dealers[1], "Otto")
    await people.operator()
    lead = await _captured(at)
    await prospects.end_grants(dick, at.dealer.id)
    await mails.opt_out("dora@people.example", MailKind.LEADS)
    await box.fetch()
    box.letters.clear()

    await _withdraw(lead)
    await box.fetch()

    subject = "Delete your copies: consent for a lead of Harbour Motors was taken back"
    assert box.subjects() == [
        ("dora@people.example", subject),
        ("dick@people.example", subject),
    ]
    for letter in box.letters:
        for said in (postbox.text(letter), postbox.html(letter)):
            assert encode("Lead", lead.id) in said
            assert "Open House" in said
            assert "Ann" not in said
            assert "13912345678" not in said
    notes = await Notification.filter(topic="lead.withdrawn").order_by("id")
    assert [(note.member_id, note.detail) for note in notes] == [
        (dora.member_id, {"lead": str(lead.id)}),
        (dick.member_id, {"lead": str(lead.id)}),
    ]


async def test_a_lead_whose_person_agreed_anew_meanwhile_is_not_recalled() -> None:
    at, box = await prospects.scene(), Postbox()
    await prospects.staff(at.dealer)
    lead = await _captured(at)
    await box.fetch()
    box.letters.clear()
    await _withdraw(lead)
    await Lead.filter(id=lead.id).update(withdrawn_at=None)

    assert await box.fetch() == []


async def test_a_withdrawal_through_the_api_is_audited_with_who_and_how(api: Api) -> None:
    at = await prospects.scene()
    lead = await _captured(at)
    ann = await people.viewer(await people.member("Ann"))

    await api.mutate(
        "consentWithdraw", "consents { id }", as_=ann, dealer=encode("Dealer", at.dealer.id)
    )

    [entry] = await AuditEntry.filter(action="consent.withdraw")
    assert (entry.actor_id, entry.subject_kind, entry.subject_id, entry.detail) == (
        ann.member_id,
        "Contact",
        lead.contact_id,
        {"dealer": str(at.dealer.id), "method": "API"},
    )
