"""The dealer's staff hear of each new lead, without the person's data."""

from datetime import timedelta

import pytest

from models import clock, database, grants, lead_intake, lead_timelines, lead_withdrawals, mails
from models.contacts import Contact
from models.grants import Role
from models.leads import Lead
from models.mails import Mail, MailKind
from models.notifications import Notification
from tests import enquiries, people, postbox, prospects
from tests.postbox import Postbox
from tests.prospects import Scene

pytestmark = pytest.mark.usefixtures("db")


async def _captured(at: Scene) -> Lead:
    seat = await prospects.guest(at, "Ann")
    await prospects.consented(seat, at.dealer)
    await Contact.filter(id=seat.contact_id).update(name="Ann Person", phone="+8613912345678")
    await lead_intake.capture([prospects.attendance(seat)])
    return await Lead.get(contact_id=seat.contact_id)


async def test_everyone_of_the_dealers_staff_hears_of_a_new_lead_and_nobody_else_does() -> None:
    at, box = await prospects.scene("Harbour Motors", "Other Cars"), Postbox()
    dora = await prospects.staff(at.dealer)
    dick = await people.with_role("Dick", Role.DEALER_MANAGER, at.dealer.id)
    await prospects.staff(at.dealers[1], "Otto")
    await people.operator()
    await box.fetch()
    lead = await _captured(at)

    await box.fetch()

    assert sorted(box.subjects()) == [
        ("dick@people.example", "A new lead for Harbour Motors from Open House"),
        ("dora@people.example", "A new lead for Harbour Motors from Open House"),
    ]
    notes = await Notification.filter(topic="lead.captured")
    assert {note.member_id for note in notes} == {dora.member_id, dick.member_id}
    assert [note.detail for note in notes] == [{"lead": str(lead.id)}] * 2


async def test_the_letter_holds_nothing_of_the_person_since_it_cannot_be_called_back() -> None:
    at, box = await prospects.scene(), Postbox()
    await prospects.staff(at.dealer)
    await _captured(at)

    [letter] = await box.fetch()

    for said in (letter["Subject"], postbox.text(letter), postbox.html(letter)):
        assert "Ann" not in said
        assert "13912345678" not in said


async def test_who_unsubscribed_from_leads_gets_no_letter_and_still_a_note() -> None:
    at, box = await prospects.scene(), Postbox()
    await prospects.staff(at.dealer)
    await mails.opt_out("dora@people.example", MailKind.LEADS)
    await mails.opt_out("dora@people.example", MailKind.LEADS)
    await _captured(at)

    assert await box.fetch() == []
    assert await Notification.filter(topic="lead.captured").count() == 1


async def test_who_is_no_longer_of_the_staff_hears_nothing() -> None:
    at, box = await prospects.scene(), Postbox()
    dora = await prospects.staff(at.dealer)
    await prospects.end_grants(dora, at.dealer.id)
    await _captured(at)

    assert await box.fetch() == []
    assert await grants.alive(scope_id=at.dealer.id).count() == 0


async def test_a_lead_that_is_withdrawn_before_the_worker_comes_is_not_told_of() -> None:
    at, box = await prospects.scene(), Postbox()
    await prospects.staff(at.dealer)
    lead = await _captured(at)
    await lead_withdrawals.withdraw(
        [await Contact.get(id=lead.contact_id)], at.dealer.id, method="TEST"
    )

    await box.fetch()  # the recall, since whoever looked in between may have copied it
    assert {mail.template for mail in await Mail.all()} == {"lead.withdrawn"}
    assert await Notification.filter(topic="lead.captured").count() == 0


async def test_who_is_to_do_a_task_is_reminded_when_it_is_due_unless_it_is_done() -> None:
    at, box = await prospects.scene(), Postbox()
    dora, lead = await prospects.staff(at.dealer), await _captured(at)
    by, due_at = dora.as_member(), clock.now() + timedelta(days=1)
    async with database.transaction():
        tasks = [
            await lead_timelines.plan(lead, title, due_at, by, by=by)
            for title in ("Call", "Write", "Visit")
        ]
        await tasks[1].finish(by=by)
    await box.fetch()
    assert await Notification.filter(topic="lead.task_due").count() == 0

    with clock.injected(lambda: due_at):
        await box.fetch()
    notes = await Notification.filter(topic="lead.task_due")
    assert [(note.member_id, note.detail) for note in notes] == [(by, {"lead": str(lead.id)})] * 2

    await Notification.all().delete()
    async with database.transaction():
        await lead_timelines.plan(lead, "Ask", due_at, by, by=by)
        await lead_withdrawals.withdraw_lead(lead, method="TEST", by=by)
    with clock.injected(lambda: due_at):
        await box.fetch()
    assert await Notification.filter(topic="lead.task_due").count() == 0


async def test_who_has_a_lead_hears_that_its_person_came_again_else_all_staff_do() -> None:
    at, box = await prospects.scene(), Postbox()
    dora, dick = [await prospects.staff(at.dealer, name) for name in ("Dora", "Dick")]
    lead = await _captured(at)
    told = []
    for assignee in (None, dick.member_id):
        await Lead.all().update(assignee_id=assignee)
        contact = await Contact.get(id=lead.contact_id)
        await lead_intake.take([enquiries.enquiry(at.dealer, contact)])
        await box.fetch()
        told.append({note.member_id for note in await Notification.filter(topic="lead.touched")})
        await Notification.all().delete()
    assert told == [{dora.member_id, dick.member_id}, {dick.member_id}]
    assert await Lead.all().count() == 1
