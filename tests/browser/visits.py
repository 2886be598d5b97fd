"""A door with real tablets at it: people with passes, a real server, browsers that were paired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models import database, dealers, pairing_codes
from models.dealers import Dealer
from models.devices import Device, DeviceAssignment
from models.event_dealers import EventDealer
from models.gates import Gate
from models.lead_questions import LeadQuestion, QuestionKind
from models.seats import Seat
from models.venues import Venue
from tests import doors, people
from tests.browser.tablets import BrowserTablet
from tests.doors import Door

_HOUR = timedelta(hours=1)


@dataclass
class Visit:
    """What stands in the database before the doors open."""

    door: Door
    dealer: Dealer
    seats: list[Seat]
    tokens: list[str]

    async def code(self) -> str:
        """A code that pairs one tablet with the venue."""
        staff = await people.member(f"Staff{id(self)}")
        venue = await Venue.get(id=self.door.event.venue_id)
        return (await pairing_codes.start(venue, by=staff.id)).code

    async def assign(self, name: str, gate: Gate | None = None) -> None:
        """Give the tablet of this name its duty."""
        event = self.door.event
        await DeviceAssignment.create(
            device=await Device.get(name=name),
            event=event,
            gate=gate or self.door.gate,
            starts_at=event.starts_at - 2 * _HOUR,
            ends_at=event.ends_at + 2 * _HOUR,
        )


async def visit(names: Sequence[str]) -> Visit:
    """An event in progress, with a pass for each of these people, and a dealer that asks."""
    door = await doors.door()
    guests = []
    for number, name in enumerate(names):
        guest = await people.member(f"Guest{number}")
        guest.name, guest.phone = name, f"+86138{10000000 + number}"
        await guest.save()
        guests.append(guest)
    seats = await doors.seated(door.event, *guests)
    dealer = await dealers.create(by=None, name="Harbour Motors", zone="Asia/Shanghai")
    await EventDealer.create(event=door.event, dealer=dealer)
    await LeadQuestion.create(
        dealer=dealer,
        position=0,
        kind=QuestionKind.CHOICE,
        wording={"en": "When do you want to buy?", "zh": "您计划何时购车？"},
        choices=[{"en": "This month", "zh": "本月"}, {"en": "This year", "zh": "今年"}],
        is_required=True,
    )
    return Visit(door, dealer, seats, await doors.tokens(*seats))


async def pair(tablet: BrowserTablet, at: Visit, url: str, name: str = "North gate 1") -> None:
    """Pair the tablet by hand, give it its duty, and take it to where scanning can start."""
    page = tablet.page
    async with database.connected(url):
        code = await at.code()
    await page.get_by_label("Pairing code").fill(code)
    await page.get_by_label("Name of this tablet").fill(name)
    await page.get_by_role("button", name="Pair", exact=True).click()
    await tablet.until("paddock.scanner.snapshot.pairing === 'paired'")
    async with database.connected(url):
        await at.assign(name)
    await page.get_by_role("button", name="Refresh").click()
    await page.locator(".list button").first.click()
    await tablet.until("paddock.scanner.snapshot.manifestState === 'ok'")


async def installed(tablet: BrowserTablet) -> None:
    """Wait until the app would start without a network."""
    await tablet.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await tablet.until(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>"
        " (await (await caches.open(name)).keys()).length))).some((count) => count > 8))"
    )


async def lead(tablet: BrowserTablet, dealer: Dealer, **who: Any) -> None:
    """A lead at the stand, by what the screens call."""
    await tablet.page.evaluate(
        """async ([dealer, who]) => {
          const { scanner } = paddock;
          const { questions } = scanner.dealers().find(({ id }) => id === dealer);
          const text = scanner.consentTexts().find(({ language }) => language === 'en');
          await scanner.lead({
            dealerId: dealer, ...who, language: 'en', textVersion: text.version,
            answers: [{ question: questions[0].id, answer: 'This year' }],
          });
        }""",
        [str(dealer.id), who],
    )
