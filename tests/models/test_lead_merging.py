"""Two leads that are one person become one, and can be parted again with what each had brought."""

from functools import partial

import pytest

from models import ids, lead_intake, lead_merging, lead_withdrawals
from models.audit import AuditEntry
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_changes import LeadChange, LeadChangeKind
from models.lead_merging import LeadMerge
from models.leads import Lead
from models.refusals import LeadsUnlike, NotFound, PartedBefore
from models.touches import Touch
from tests import prospects, races
from tests.enquiries import enquiry, person
from tests.prospects import DAY, DOORS

BY = ids.new()


async def _two(dealer: Dealer) -> tuple[Lead, Lead]:
    """The leads of two people who are not known to be one; the first came a day later."""
    for number, at in ((1, DOORS + DAY), (2, DOORS)):
        one = await person(dealer, f"Liu {number}", phone=f"+861391234567{number}")
        answers = [{"question": "q", "answer": f"A{number}"}]
        await lead_intake.take([enquiry(dealer, one, at, answers=answers)])
    first, second = await Lead.all().order_by("id")
    return first, second


async def _kinds(lead: Lead) -> list[LeadChangeKind]:
    return [change.kind for change in await LeadChange.filter(lead_id=lead.id).order_by("id")]


@pytest.mark.usefixtures("db")
async def test_a_merged_lead_gives_its_touches_and_leaves_the_dealers_sight() -> None:
    first, second = await _two(await prospects.dealer())

    await lead_merging.merge(first, second, by=BY)

    into, merged = await Lead.get(id=first.id), await Lead.get(id=second.id)
    assert [answer["answer"] for answer in into.answers] == ["A2", "A1"]
    assert (into.contact_id, into.touched_at) == (second.contact_id, DOORS + DAY)
    assert merged.withdrawn_at is not None
    assert merged.merged_into_id == into.id
    assert await Touch.filter(lead_id=into.id).count() == 2
    assert await _kinds(into) == [LeadChangeKind.CAPTURED, LeadChangeKind.UPDATED]
    assert await _kinds(merged) == [LeadChangeKind.CAPTURED, LeadChangeKind.MERGED]
    assert (await AuditEntry.get(action="lead.merge")).actor_id == BY


@pytest.mark.usefixtures("db")
async def test_who_comes_again_after_a_merge_is_the_lead_that_stayed() -> None:
    dealer = await prospects.dealer()
    first, second = await _two(dealer)
    await lead_merging.merge(first, second, by=BY)

    again = await person(dealer, phone="+8613912345672")
    taken = await lead_intake.take([enquiry(dealer, again, DOORS + DAY)])

    assert set(taken.leads.values()) == {first.id}
    assert await Lead.all().count() == 2


@pytest.mark.usefixtures("db")
async def test_parted_leads_have_again_what_each_had_brought_and_only_once() -> None:
    dealer = await prospects.dealer()
    first, second = await _two(dealer)
    merge = await lead_merging.merge(first, second, by=BY)

    await merge.part(by=BY)

    into, merged = await Lead.get(id=first.id), await Lead.get(id=second.id)
    assert (into.contact_id, into.answers[0]["answer"]) == (first.contact_id, "A1")
    assert (merged.withdrawn_at, merged.merged_into_id) == (None, None)
    assert [answer["answer"] for answer in merged.answers] == ["A2"]
    assert (await _kinds(merged))[-1] is LeadChangeKind.CAPTURED
    with pytest.raises(PartedBefore):
        await merge.part(by=BY)
    again = await person(dealer, phone="+8613912345672")
    taken = await lead_intake.take([enquiry(dealer, again, DOORS)])
    assert set(taken.leads.values()) == {second.id}


@pytest.mark.usefixtures("db")
async def test_who_took_the_consent_back_meanwhile_does_not_come_back_by_parting() -> None:
    dealer = await prospects.dealer()
    first, second = await _two(dealer)
    merge = await lead_merging.merge(first, second, by=BY)
    await lead_withdrawals.withdraw(
        [await Contact.get(id=second.contact_id)], dealer.id, method="TEST"
    )

    with pytest.raises(NotFound):
        await merge.part(by=BY)

    assert (await Lead.get(id=second.id)).withdrawn_at is not None
    assert (await LeadMerge.get()).parted_at is None


@pytest.mark.parametrize("what", ["itself", "another dealer's"])
@pytest.mark.usefixtures("db")
async def test_leads_that_cannot_be_one_are_refused_and_nothing_is_written(what: str) -> None:
    first, _ = await _two(await prospects.dealer())
    other = first if what == "itself" else await prospects.lead(await prospects.dealer("Plaza"))

    with pytest.raises(LeadsUnlike):
        await lead_merging.merge(first, other, by=BY)

    assert await LeadMerge.all().count() == 0
    assert await Lead.filter(withdrawn_at=None).count() == (2 if what == "itself" else 3)


async def test_two_leads_merged_both_ways_at_once_are_merged_once(db: str) -> None:
    del db
    first, second = await _two(await prospects.dealer())
    ways = [(first, second), (second, first)] * 5

    outcomes = await races.raced(partial(lead_merging.merge, *way, by=BY) for way in ways)

    assert outcomes[races.DONE] == 1
    assert sum(outcomes.values()) == 10
    assert await Lead.filter(withdrawn_at=None).count() == 1
    assert await LeadMerge.all().count() == 1
