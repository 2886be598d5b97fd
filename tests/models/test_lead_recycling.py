"""A lead goes to another dealer that the person agreed to, and is gone from the first."""

from functools import partial

import pytest

from models import clock, ids, lead_intake, lead_recycling
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_changes import LeadChange, LeadChangeKind
from models.leads import Lead, LeadMove, LeadState
from models.outbox import OutboxMessage
from models.refusals import InvalidTransition, NobodyElseAgreedTo
from models.touches import LeadSource
from tests import prospects, races, routed
from tests.enquiries import agree, enquiry, person
from tests.prospects import DAY, DOORS

BY = ids.new()


async def _dealers(*names: str) -> list[Dealer]:
    """Dealers of these names, who share what the rules leave."""
    made = [await prospects.dealer(name) for name in names]
    await routed.rules(fallback=made)
    return made


async def _lead(dealer: Dealer) -> Lead:
    await lead_intake.take([enquiry(dealer, await person(dealer, phone="+8613912345678"))])
    return await Lead.get(dealer_id=dealer.id)


async def _agree(lead: Lead, dealer: Dealer) -> None:
    await agree(await Contact.get(id=lead.contact_id), dealer, clock.now() - DAY)


@pytest.mark.usefixtures("db")
async def test_the_other_dealer_gets_a_lead_of_its_own_and_the_first_loses_it() -> None:
    harbour, plaza = await _dealers("Harbour", "Plaza")
    lead = await _lead(harbour)
    await _agree(lead, plaza)

    await lead_recycling.recycle(lead, "Lives too far away", by=BY)

    old, new = await Lead.get(id=lead.id), await Lead.get(dealer_id=plaza.id)
    assert (old.state, old.recycled_to_id) == (LeadState.RECYCLED, new.id)
    assert old.withdrawn_at is not None
    assert (new.state, new.source, new.withdrawn_at) == (LeadState.NEW, LeadSource.RECYCLED, None)
    assert (new.contact_id, new.answers, new.acknowledged_at) == (lead.contact_id, [], None)
    assert (await LeadMove.get()).note == "Lives too far away"
    kinds = [change.kind for change in await LeadChange.filter(dealer_id=harbour.id).order_by("id")]
    assert kinds[-1] is LeadChangeKind.RECYCLED
    assert await LeadChange.filter(dealer_id=plaza.id).count() == 1
    told = await OutboxMessage.filter(topic="lead.withdrawn")
    assert [message.payload for message in told] == [{"lead": str(lead.id)}]


@pytest.mark.usefixtures("db")
async def test_without_consent_to_another_dealer_a_lead_stays_where_it_is() -> None:
    harbour, _ = await _dealers("Harbour", "Plaza")
    lead = await _lead(harbour)

    with pytest.raises(NobodyElseAgreedTo):
        await lead_recycling.recycle(lead, "Too far", by=BY)

    assert [(one.id, one.state) for one in await Lead.all()] == [(lead.id, LeadState.NEW)]
    assert await LeadMove.all().count() == 0


@pytest.mark.parametrize("state", [LeadState.WON, LeadState.LOST])
@pytest.mark.usefixtures("db")
async def test_a_lead_that_has_ended_is_not_recycled(state: LeadState) -> None:
    harbour, plaza = await _dealers("Harbour", "Plaza")
    lead = await _lead(harbour)
    await _agree(lead, plaza)
    await Lead.all().update(state=state, lost_reason="x")

    with pytest.raises(InvalidTransition):
        await lead_recycling.recycle(lead, "Too far", by=BY)

    assert await Lead.all().count() == 1


@pytest.mark.usefixtures("db")
async def test_the_first_dealer_is_not_given_it_back_by_the_second() -> None:
    harbour, plaza = await _dealers("Harbour", "Plaza")
    lead = await _lead(harbour)
    await _agree(lead, plaza)
    await lead_recycling.recycle(lead, "Too far", by=BY)

    with pytest.raises(NobodyElseAgreedTo):
        await lead_recycling.recycle(await Lead.get(dealer_id=plaza.id), "Too far", by=BY)


@pytest.mark.usefixtures("db")
async def test_who_comes_to_the_first_dealer_again_is_a_new_lead_there() -> None:
    harbour, plaza = await _dealers("Harbour", "Plaza")
    lead = await _lead(harbour)
    await _agree(lead, plaza)
    await lead_recycling.recycle(lead, "Too far", by=BY)

    again = await Contact.get(id=lead.contact_id)
    await lead_intake.take([enquiry(harbour, again, DOORS)])

    assert await Lead.filter(dealer_id=harbour.id, withdrawn_at=None).count() == 1


async def test_ten_who_recycle_a_lead_at_once_hand_it_on_once(db: str) -> None:
    del db
    harbour, *others = await _dealers("Harbour", "Plaza", "Hill", "Lake")
    lead = await _lead(harbour)
    for other in others:
        await _agree(lead, other)

    outcomes = await races.raced(
        partial(lead_recycling.recycle, lead, "Too far", by=BY) for _ in range(10)
    )

    assert outcomes[races.DONE] == 1
    assert await Lead.filter(withdrawn_at=None).count() == 1
    assert await Lead.all().count() == 2
