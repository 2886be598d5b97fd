"""Intake: who came before is known again by phone or address, and nothing is overwritten."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from models import clock, ids, lead_intake, lead_withdrawals
from models.contacts import Contact
from models.lead_changes import LeadChange, LeadChangeKind
from models.lead_identities import LeadIdentity
from models.leads import Lead, LeadState
from models.outbox import OutboxMessage
from models.touches import LeadSource, Touch
from tests import enquiries, prospects, races
from tests.enquiries import enquiry, person
from tests.prospects import DAY, DOORS

PHONE, EMAIL = "+8613912345678", "liu@people.example"
NOON = DOORS + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.injected(lambda: NOON):
        yield


async def _kinds() -> list[LeadChangeKind]:
    return [change.kind for change in await LeadChange.all().order_by("id")]


@pytest.mark.parametrize("same", ["phone", "email"])
@pytest.mark.usefixtures("db")
async def test_the_same_phone_or_address_at_a_dealer_is_one_lead_with_two_touches(
    same: str,
) -> None:
    dealer, known = await prospects.dealer(), {same: PHONE if same == "phone" else EMAIL}
    first = await person(dealer, "Liu Wei", **known)
    second = await person(dealer, "L. Wei", **known)
    await lead_intake.take([enquiry(dealer, first, campaign="spring")])

    taken = await lead_intake.take([
        enquiry(dealer, second, DOORS + DAY, source=LeadSource.LIVESTREAM, campaign="live")
    ])  # fmt: skip

    lead = await Lead.get()
    assert (set(taken.leads.values()), taken.new) == ({lead.id}, frozenset())
    assert (lead.contact_id, lead.source, lead.touched_at) == (
        first.id, LeadSource.WEB_FORM, DOORS + DAY,
    )  # fmt: skip
    touches = await Touch.all().order_by("at")
    assert [(one.contact_id, one.source, one.campaign) for one in touches] == [
        (first.id, LeadSource.WEB_FORM, "spring"), (second.id, LeadSource.LIVESTREAM, "live"),
    ]  # fmt: skip
    assert await _kinds() == [LeadChangeKind.CAPTURED, LeadChangeKind.UPDATED]
    assert await OutboxMessage.filter(topic="lead.captured").count() == 1


@pytest.mark.usefixtures("db")
async def test_the_same_phone_at_two_dealers_is_a_lead_of_each() -> None:
    dealers = [await prospects.dealer("Harbour Motors"), await prospects.dealer("Plaza Cars")]
    people = [await person(dealer, phone=PHONE) for dealer in dealers]

    await lead_intake.take([enquiry(*each) for each in zip(dealers, people, strict=True)])

    assert {lead.dealer_id for lead in await Lead.all()} == {dealer.id for dealer in dealers}


@pytest.mark.parametrize(("days", "leads"), [(90, 1), (91, 2)])
@pytest.mark.usefixtures("db")
async def test_who_comes_after_the_window_is_a_new_lead(days: int, leads: int) -> None:
    dealer = await prospects.dealer()
    one = await person(dealer, phone=PHONE)
    await lead_intake.take([enquiry(dealer, one)])

    with clock.injected(lambda: DOORS + days * DAY):
        await lead_intake.take([enquiry(dealer, one, DOORS + days * DAY)])
        await lead_intake.take([enquiry(dealer, one, DOORS + days * DAY)])

    assert await Lead.all().count() == leads
    assert await Touch.all().count() == 3


@pytest.mark.parametrize("state", [LeadState.WON, LeadState.LOST])
@pytest.mark.usefixtures("db")
async def test_who_comes_again_after_a_lead_has_ended_is_a_new_lead(state: LeadState) -> None:
    dealer = await prospects.dealer()
    one = await person(dealer, phone=PHONE)
    said = enquiry(dealer, one)
    await lead_intake.take([said])
    await Lead.all().update(state=state, lost_reason="x")

    await lead_intake.take([said])
    assert await Lead.all().count() == 1
    await lead_intake.take([enquiry(dealer, one, NOON)])

    assert [lead.state for lead in await Lead.all().order_by("id")] == [state, LeadState.NEW]


@pytest.mark.usefixtures("db")
async def test_without_consent_nothing_is_written() -> None:
    dealer = await prospects.dealer()
    stranger = await Contact.create(name="Ann", phone=PHONE)

    taken = await lead_intake.take([enquiry(dealer, stranger)])

    assert (taken.leads, taken.new) == ({}, frozenset())
    assert await Lead.all().count() + await Touch.all().count() == 0
    assert await LeadIdentity.all().count() + await LeadChange.all().count() == 0


async def test_twenty_at_once_with_one_phone_number_are_one_lead(db: str) -> None:
    del db
    dealer = await prospects.dealer()
    people = [await person(dealer, f"Ann{number}", phone=PHONE) for number in range(20)]
    verbs = [partial(lead_intake.take, [enquiry(dealer, one)]) for one in people]

    assert await races.raced(verbs) == {races.DONE: 20}

    lead = await Lead.get()
    assert await Touch.filter(lead_id=lead.id).count() == 20
    assert (await _kinds()).count(LeadChangeKind.CAPTURED) == 1


async def test_the_same_enquiry_by_twenty_ways_at_once_counts_once(db: str) -> None:
    del db
    dealer = await prospects.dealer()
    said = enquiry(dealer, await person(dealer, phone=PHONE, email=EMAIL))

    assert await races.raced(partial(lead_intake.take, [said]) for _ in range(20)) == {
        races.DONE: 20
    }

    assert await Touch.all().count() == 1
    assert await _kinds() == [LeadChangeKind.CAPTURED]


@pytest.mark.usefixtures("db")
async def test_one_who_links_two_leads_touches_the_older_and_merges_nothing() -> None:
    dealer = await prospects.dealer()
    by_phone = await person(dealer, phone=PHONE)
    by_email = await person(dealer, email=EMAIL)
    await lead_intake.take([enquiry(dealer, by_phone)])
    await lead_intake.take([enquiry(dealer, by_email)])
    older, younger = await Lead.all().order_by("id")

    await lead_intake.take([enquiry(dealer, await person(dealer, phone=PHONE, email=EMAIL), NOON)])

    assert await Touch.filter(lead_id=older.id).count() == 2
    assert await Touch.filter(lead_id=younger.id).count() == 1


@pytest.mark.usefixtures("db")
async def test_when_one_of_two_takes_back_the_lead_the_other_becomes_a_lead_of_their_own() -> None:
    dealer = await prospects.dealer()
    first = await person(dealer, "First", phone=PHONE)
    second = await person(dealer, "Second", phone=PHONE)
    await lead_intake.take([enquiry(dealer, first), enquiry(dealer, second, NOON)])
    old = await Lead.get()

    await lead_withdrawals.withdraw([first], dealer.id, method="TEST")

    gone, own = await Lead.all().order_by("id")
    assert (gone.id, gone.withdrawn_at) == (old.id, NOON)
    assert (own.contact_id, own.withdrawn_at, own.touched_at) == (second.id, None, NOON)
    assert await Touch.filter(withdrawn_at=None).values_list("contact_id", flat=True) == [second.id]


@pytest.mark.usefixtures("db")
async def test_when_the_other_takes_back_their_touch_goes_and_the_lead_stays() -> None:
    dealer = await prospects.dealer()
    first = await person(dealer, "First", phone=PHONE)
    second = await person(dealer, "Second", phone=PHONE)
    answers = [{"question": str(ids.new()), "answer": "May"}]
    await lead_intake.take([enquiry(dealer, first), enquiry(dealer, second, NOON, answers=answers)])
    assert (await Lead.get()).answers == answers

    await lead_withdrawals.withdraw([second], dealer.id, method="TEST")

    lead = await Lead.get()
    assert (lead.withdrawn_at, lead.answers, lead.touched_at) == (None, [], DOORS)
    assert await _kinds() == [LeadChangeKind.CAPTURED, LeadChangeKind.UPDATED]


@pytest.mark.usefixtures("db")
async def test_whoever_came_earliest_is_the_leads_person_in_whichever_order_it_is_heard() -> None:
    dealer = await prospects.dealer()
    early = await person(dealer, "Early", phone=PHONE)
    late = await person(dealer, "Late", phone=PHONE)

    await lead_intake.take([enquiry(dealer, late, NOON, source=LeadSource.LIVESTREAM)])
    await lead_intake.take([enquiry(dealer, early, DOORS)])

    lead = await Lead.get()
    assert (lead.contact_id, lead.source, lead.touched_at) == (early.id, LeadSource.WEB_FORM, NOON)


@pytest.mark.usefixtures("db")
async def test_an_import_names_its_leads_limit_in_the_dealers_hours() -> None:
    dealer = await prospects.dealer()
    dealer.opening_hours = [{"weekday": "SUNDAY", "opens_at": "09:00", "closes_at": "18:00"}]
    dealer.zone = "Asia/Shanghai"
    await dealer.save()

    await lead_intake.take([enquiry(dealer, await enquiries.person(dealer))])

    lead = await Lead.get()
    # Saturday in Shanghai; the dealer opens on Sunday at nine, one o'clock UTC.
    assert lead.acknowledge_until == DOORS.replace(day=8, hour=1, minute=30)
