"""Erasing what is of a person by their words alone: where no row names their contact."""

from typing import Any

import pytest

from models import database, ids, lead_intake, lead_merging
from models.dealers import Dealer
from models.erasing import erasing
from models.lead_identities import LeadIdentity
from models.leads import Lead
from models.stand_leads.rows import StandLead
from tests import doors, enquiries, prospects
from tests.house import SEAL

pytestmark = pytest.mark.usefixtures("db")


async def _known(dealer: Dealer) -> list[str]:
    return sorted([row.value for row in await LeadIdentity.filter(dealer_id=dealer.id)])


async def test_by_what_a_merged_lead_was_known_goes_with_its_person_and_the_others_stays() -> None:
    dealer = await prospects.dealer()
    leads, people = [], []
    for number in (1, 2):
        person = await enquiries.person(
            dealer, phone=f"+861391234567{number}", email=f"c{number}@people.example"
        )
        one = enquiries.enquiry(dealer, person)
        taken = await lead_intake.take([one])
        leads.append(await Lead.get(id=taken.leads[one.key]))
        people.append(person)
    async with database.transaction():
        await lead_merging.merge(leads[0], leads[1], by=ids.new())

    await erasing.erase_contacts([people[1]], by=None, seal=SEAL)

    assert await _known(dealer) == [
        f"contact:{people[0].id}", "mailto:c1@people.example", "tel:+8613912345671",
    ]  # fmt: skip


async def test_a_number_that_others_go_by_too_stays() -> None:
    dealer = await prospects.dealer()
    shared = {"phone": "+8613912345671"}
    first, second = [await enquiries.person(dealer, **shared) for _ in range(2)]
    await lead_intake.take([enquiries.enquiry(dealer, one) for one in (first, second)])

    await erasing.erase_contacts([second], by=None, seal=SEAL)

    assert await _known(dealer) == [f"contact:{first.id}", "tel:+8613912345671"]


async def test_a_refused_lead_of_a_stand_is_theirs_by_address_or_number_however_typed() -> None:
    dealer = await prospects.dealer()
    person = await enquiries.person(dealer, phone="+8613912345671", email="li@people.example")
    device = (await doors.door()).device
    told: tuple[dict[str, Any], ...] = (
        {"email": "Li@People.example"},
        {"phone": person.phone},
        {"phone": "+86139000"},
    )
    for said in told:
        await StandLead.create(
            device=device, said_id=ids.new(), event_id=ids.new(), name="Li", refusal="NO",
            receipt="Li", signature=b"Li",
            said_at=prospects.DOORS, at=prospects.DOORS, received_at=prospects.DOORS,
            **said,
        )  # fmt: skip

    await erasing.erase_contacts([person], by=None, seal=SEAL)

    rows = await StandLead.all().order_by("id")
    assert [(row.name, row.receipt) for row in rows] == [("", ""), ("", ""), ("Li", "Li")]
