"""A dealer's desk for tests: two people in its roster, leads that come, and the page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page, expect

from models import clock, lead_intake, sessions
from models.contacts import Contact
from models.dealers import Dealer
from models.leads import Lead
from models.members import Member
from tests import enquiries, routed
from tests.browser.chromium import Visit
from tests.server.listening import Listening

DESKTOP = {"width": 1280, "height": 800}
PHONE = "+8613912345678"


@dataclass(frozen=True, slots=True)
class Floor:
    """A dealer with two people in its roster, and a dealer of others."""

    dealer: Dealer
    dora: Member
    other: Dealer
    stranger: Member


async def floor() -> Floor:
    """Both dealers, with their people."""
    dealer, other = await routed.dealer(), await routed.dealer("Other Cars")
    dora = await routed.works(dealer, "Dora")
    await routed.works(dealer, "Max", most_open=1)
    return Floor(dealer, dora, other, await routed.works(other, "Otto"))


async def come(dealer: Dealer, *names: str, **said: Any) -> Sequence[Lead]:
    """People of these names fill in the dealer's form, now."""
    found = []
    for name in names:
        here = await Contact.filter(phone__startswith=PHONE[:-4]).count()
        contact = await Contact.create(
            name=name, phone=f"{PHONE[:-4]}{here:04}", email=f"{here}@people.example"
        )
        await enquiries.agree(contact, dealer)
        one = enquiries.enquiry(dealer, contact, clock.now(), **said)
        taken = await lead_intake.take([one])
        found.append(await Lead.get(id=taken.leads[one.key]))
    return found


async def at_the_desk(here: Visit, server: Listening, someone: Member, dealer: Dealer) -> Page:
    """Whoever has signed in before, at the inbox."""
    token = (await sessions.open_for(someone)).token
    await here.page.add_init_script(f"sessionStorage.setItem('paddock.token', '{token}')")
    await here.page.goto(f"http://localhost:{server.port}/dealer")
    await expect(here.page.get_by_role("heading", name=dealer.name)).to_be_visible()
    await expect(here.page.locator(".status").get_by_text("Live")).to_be_visible()
    await expect(here.page.get_by_text("Reading leads…")).to_have_count(0)
    return here.page
