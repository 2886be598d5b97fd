"""Recycling: only to dealers that the person agreed to, and that have not had the lead."""

from datetime import datetime
from uuid import UUID

import pytest

from models import clock, consents, database, ids
from models.contacts import Contact
from models.dealers import Dealer
from models.leads import Lead
from models.refusals import NotFound
from models.routing import proposing, recycling
from models.routing.matching import Interest
from models.routing.rows import RoutingDecision
from models.routing.rules import Rule
from tests import routed
from tests.routed import MONDAY, later

pytestmark = pytest.mark.usefixtures("db")
NEXT_DAY = later(1)


async def _agree(contact: Contact, dealer: Dealer, at: datetime = MONDAY) -> None:
    await consents.grant(
        contact, dealer.id, text_version=1, language="en", method="TEST", event_id=ids.new(),
        seat_id=ids.new(), at=at,
    )  # fmt: skip


async def _elsewhere(lead_id: UUID, at: datetime = NEXT_DAY) -> RoutingDecision:
    with clock.injected(lambda: at):
        async with database.transaction():
            return await recycling.elsewhere(lead_id, by=ids.new())


async def test_a_lead_goes_to_a_dealer_that_the_person_agreed_to_and_that_has_not_had_it() -> None:
    first, second, third = [await routed.dealer(name) for name in ("First", "Second", "Third")]
    await routed.rules(Rule("Of M5", models=["m5"]), fallback=[third])
    [lead] = await routed.leads(first)
    contact = await Contact.get()
    await _agree(contact, first)
    await _agree(contact, second)
    asked = await routed.propose(model="M5", among=(first.id,))
    await proposing.take(asked.id, first.id, lead)

    made = await _elsewhere(lead)

    assert (made.dealer_id, made.rule) == (second.id, "Of M5")
    assert made.refusals == {str(first.id): "HAD_IT", str(third.id): "NO_CONSENT"}
    assert Interest.of(made.interest).without == (first.id,)


async def test_where_everyone_agreed_to_has_had_it_nobody_is_proposed() -> None:
    first, second = await routed.dealer("First"), await routed.dealer("Second")
    await routed.rules(fallback=[first, second])
    [lead] = await routed.leads(first)
    contact = await Contact.get()
    await _agree(contact, first)
    await _agree(contact, second)
    await Lead.create(dealer=second, contact=contact, withdrawn_at=MONDAY)

    made = await _elsewhere(lead)

    assert (made.dealer_id, set(made.refusals.values())) == (None, {"HAD_IT"})


async def test_consent_counts_as_it_is_now() -> None:
    first, second = await routed.dealer("First"), await routed.dealer("Second")
    await routed.rules(fallback=[second])
    [lead] = await routed.leads(first)
    contact = await Contact.get()
    await _agree(contact, second)
    with clock.injected(lambda: later(2)):
        await consents.record_withdrawals([contact], second.id, method="TEST")

    assert (await _elsewhere(lead, later(1))).dealer_id == second.id
    assert (await _elsewhere(lead, later(3))).dealer_id is None


async def test_no_lead_goes_nowhere() -> None:
    with pytest.raises(NotFound):
        await _elsewhere(ids.new())
