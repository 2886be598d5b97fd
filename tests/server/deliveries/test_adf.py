"""A dealer's own system is sent each lead as ADF, and told when to forget one."""

from email.message import EmailMessage

import pytest
from lxml import etree

from models import adf_addresses, adf_sendings, database, lead_intake, lead_withdrawals, outbox
from models.access.viewer import Viewer
from models.adf import reading, validity
from models.adf_sendings import AdfSending
from models.audit import AuditEntry
from models.contacts import Contact
from models.dealers import Dealer
from models.leads import Lead
from models.mails import Mail
from models.refusals import AdfAddressMissing
from schema.nodes import encode
from tests import postbox, prospects
from tests.postbox import Postbox
from tests.prospects import Scene

pytestmark = pytest.mark.usefixtures("db")

INBOX = "adf@crm.example"
PHONE = "+8613912345678"


async def _addressed(address: str = INBOX) -> tuple[Scene, Viewer]:
    at = await prospects.scene()
    dora = await prospects.staff(at.dealer)
    await _put(at.dealer, address, dora)
    return at, dora


async def _put(dealer: Dealer, address: str | None, by: Viewer) -> None:
    async with database.transaction():
        await adf_addresses.put(dealer, address, language="en", by=by.as_member())


async def _captured(at: Scene, name: str = "Ann") -> Lead:
    seat = await prospects.guest(at, name)
    await prospects.consented(seat, at.dealer)
    await Contact.filter(id=seat.contact_id).update(
        name="刘伟 🚗", phone=PHONE if name == "Ann" else ""
    )
    await lead_intake.capture([prospects.attendance(seat)])
    return await Lead.get(contact_id=seat.contact_id)


async def _withdraw(lead: Lead) -> None:
    async with database.transaction():
        who = await Contact.get(id=lead.contact_id)
        await lead_withdrawals.withdraw([who], lead.dealer_id, method="TEST")


async def _resend(lead: Lead, by: Viewer) -> None:
    async with database.transaction():
        await adf_sendings.resend(lead, by=by.as_member())


def _document(letter: EmailMessage) -> bytes:
    [(_, attached)] = postbox.files(letter).items()
    content = attached.get_content()
    assert attached.get_content_type() == "application/xml"
    assert postbox.text(letter).replace("\r\n", "\n") == content.decode()
    assert validity.departures(etree.fromstring(content)) == []
    return bytes(content)


async def test_each_captured_lead_is_sent_once_as_text_and_as_a_file() -> None:
    at, _ = await _addressed()
    box = Postbox()
    lead = await _captured(at)
    await box.fetch()
    [letter] = box.to(INBOX)
    its_id = encode("Lead", lead.id)
    assert letter["Subject"] == f"ADF {its_id}"
    assert list(postbox.files(letter)) == [f"{its_id}.xml"]
    [prospect] = reading.read(_document(letter), "adf").prospects
    assert (prospect.id, prospect.source, prospect.is_resend) == (its_id, "Luming", False)
    assert (prospect.customer.name, prospect.customer.phone) == ("刘伟 🚗", PHONE)
    assert prospect.requested_at == lead.captured_at.replace(microsecond=0)
    assert (prospect.vendor.name, prospect.comments) == ("Harbour Motors", "Event: Open House")
    assert "List-Unsubscribe" not in letter
    assert await postbox.failures() == []


async def test_the_person_is_in_no_row_of_the_mails() -> None:
    at, _ = await _addressed()
    await _captured(at)
    box = Postbox(trouble=OSError("down"))
    await box.fetch()
    for mail in await Mail.filter(to_address=INBOX):
        assert list(mail.detail) == ["adf"]


async def test_a_dealer_without_an_address_is_sent_nothing() -> None:
    at, dora = await _addressed()
    await _put(at.dealer, None, dora)
    await _captured(at)
    box = Postbox()
    await box.fetch()
    assert box.to(INBOX) == []
    assert await AdfSending.all().count() == 0


async def test_the_staffs_own_inbox_gets_both_letters() -> None:
    at, _ = await _addressed("dora@people.example")
    await _captured(at)
    box = Postbox()
    await box.fetch()
    assert len(box.to("dora@people.example")) == 2


async def test_a_second_sending_has_the_same_id_and_the_status_resend() -> None:
    at, dora = await _addressed()
    box = Postbox()
    lead = await _captured(at)
    await box.fetch()
    await _resend(lead, dora)
    await box.fetch()
    first, second = (reading.read(_document(one), "adf").prospects[0] for one in box.to(INBOX))
    assert (first.id, first.is_resend) == (second.id, False)
    assert second.is_resend
    entry = await AuditEntry.get(action="lead.adf_resend")
    assert (entry.actor_id, entry.detail) == (dora.member_id, {"address": INBOX, "number": "2"})


async def test_without_an_address_nothing_is_sent_again() -> None:
    at, dora = await _addressed()
    lead = await _captured(at)
    await _put(at.dealer, None, dora)
    with pytest.raises(AdfAddressMissing):
        await _resend(lead, dora)
    assert await AdfSending.all().count() == 0


async def test_a_letter_not_sent_yet_of_a_withdrawn_lead_is_never_sent_nor_recalled() -> None:
    at, _ = await _addressed()
    lead = await _captured(at)
    await adf_sendings.post(lead.id)
    await _withdraw(lead)
    box = Postbox()
    await box.fetch()
    assert box.to(INBOX) == []
    assert (await Mail.get(to_address=INBOX)).refused_at is not None


async def test_a_withdrawal_calls_back_from_every_address_once_and_names_the_id_alone() -> None:
    at, dora = await _addressed("old@crm.example")
    box = Postbox()
    lead = await _captured(at)
    await box.fetch()
    await _put(at.dealer, INBOX, dora)
    await _resend(lead, dora)
    await _resend(lead, dora)
    await box.fetch()
    await _withdraw(lead)
    await outbox.tell("lead.withdrawn", lead=lead.id)
    letters = await box.fetch()
    recalls = [letter for letter in letters if letter["Subject"].startswith("ADF recall")]
    assert sorted(letter["To"] for letter in recalls) == [INBOX, "old@crm.example"]
    for letter in recalls:
        assert letter["Subject"] == f"ADF recall {encode('Lead', lead.id)}"
        assert postbox.files(letter) == {}
        assert "刘伟" not in letter.as_string()
        assert PHONE not in letter.as_string()


async def test_what_was_merged_into_a_withdrawn_lead_is_called_back_too() -> None:
    at, _ = await _addressed()
    box = Postbox()
    lead, twin = await _captured(at), await _captured(at, "Ben")
    await box.fetch()
    await Lead.filter(id=twin.id).update(withdrawn_at=twin.captured_at, merged_into_id=lead.id)
    await _withdraw(lead)
    recalls = [
        letter["Subject"].split()[-1] for letter in await box.fetch() if letter["To"] == INBOX
    ]
    assert recalls == [encode("Lead", lead.id), encode("Lead", twin.id)]


async def test_who_agrees_anew_comes_again_and_can_be_recalled_again() -> None:
    at, dora = await _addressed()
    box = Postbox()
    lead = await _captured(at)
    await box.fetch()
    await _withdraw(lead)
    await box.fetch()
    await Lead.filter(id=lead.id).update(withdrawn_at=None)
    await _resend(lead, dora)
    await box.fetch()
    await _withdraw(lead)
    await box.fetch()
    assert [letter["Subject"].split()[1] for letter in box.to(INBOX)].count("recall") == 2


async def test_another_dealers_lead_does_not_leave_with_an_old_letter() -> None:
    at, _ = await _addressed()
    lead = await _captured(at)
    await adf_sendings.post(lead.id)
    other = await prospects.dealer("Other Cars")
    await Lead.filter(id=lead.id).update(dealer_id=other.id)
    box = Postbox()
    await box.fetch()
    assert box.to(INBOX) == []


async def test_setting_an_address_is_written_down() -> None:
    at, dora = await _addressed()
    entry = await AuditEntry.get(action="dealer.adf_address")
    assert (entry.actor_id, entry.subject_id) == (dora.member_id, at.dealer.id)
    assert entry.detail == {"address": INBOX}
