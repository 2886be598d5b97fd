"""The figures at /dealer in a real browser: a dealer's own, and the brand's for its operators."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from models import clock, grants, sessions
from models.grants import Role
from models.leads import LeadState
from models.members import Member
from models.touches import LeadSource
from schema.nodes import encode
from server import relaying
from tests import cohorts, people, prospects
from tests.browser import usable
from tests.browser.chromium import Visit, browser, visit
from tests.browser.desks import DESKTOP
from tests.prospects import Scene
from tests.server.listening import Listening, listening

pytestmark = [pytest.mark.browser]


@pytest.fixture
async def server(db: str) -> AsyncIterator[Listening]:
    async with listening(db) as running, relaying.inside():
        yield running


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as launched:
        yield launched


@pytest.fixture
async def at(db: str) -> Scene:
    """Of 825 who registered two days ago, 223 came to a test drive and 165 bought."""
    del db
    scene, then = await prospects.scene(), clock.now() - 2 * cohorts.DAY
    persons = await cohorts.people(825)
    await cohorts.register(scene.event, persons, then)
    friends = {"source": LeadSource.REFERRAL, "at": then + cohorts.MINUTE}
    await cohorts.leads(scene.dealer, persons[:165], LeadState.WON, **friends)
    await cohorts.leads(
        scene.dealer, persons[165:223], LeadState.TEST_DRIVE, at=then, campaign="spring"
    )
    return scene


async def _opened(here: Visit, server: Listening, someone: Member, place: str) -> Page:
    token = (await sessions.open_for(someone)).token
    await here.page.add_init_script(f"sessionStorage.setItem('paddock.token', '{token}')")
    await here.page.goto(f"http://localhost:{server.port}/dealer#{place}")
    return here.page


async def _table(page: Page, caption: str) -> list[list[str]]:
    section = page.locator(".figures section").filter(has=page.get_by_role("heading", name=caption))
    return [
        await row.locator("th, td").all_inner_texts() for row in await section.locator("tr").all()
    ]


async def test_a_dealer_sees_how_far_people_came_and_what_brought_them(
    server: Listening, chromium: Browser, at: Scene
) -> None:
    dora = await people.member("Dora")
    await grants.give(dora, Role.DEALER_STAFF, at.dealer.id, by=None)
    async with visit(chromium, viewport=DESKTOP) as here:
        page = await _opened(here, server, dora, encode("Dealer", at.dealer.id))
        await page.get_by_role("link", name="Figures").click()
        await expect(page.locator(".steps li")).to_have_count(5)
        steps = [text.split() for text in await page.locator(".steps li").all_inner_texts()]
        assert [step[-3:] for step in steps] == [
            ["825", "100.0", "%"], ["223", "27.0", "%"], ["223", "27.0", "%"],
            ["223", "27.0", "%"], ["165", "20.0", "%"],
        ]  # fmt: skip
        await expect(page.get_by_text("100.0 % of the orders are of people")).to_be_visible()
        assert (await _table(page, "The same by source"))[1:] == [
            ["Not known", "602", "0", "0", "0", "0"],
            ["Referral", "165", "165", "165", "165", "165"],
            ["Check-in", "58", "58", "58", "58", "0"],
        ]
        assert (await _table(page, "What 165 orders are owed to"))[1:] == [["Referral", "165.00"]]
        assert (await _table(page, "How soon people were answered"))[1:] == [
            ["acknowledged", "223", "1 min", "1 min"], ["reached", "223", "2 min", "2 min"],
        ]  # fmt: skip
        assert (await _table(page, "Dealers beside each other"))[1:] == [
            ["Harbour Motors", "223", "100.0 %", "223", "165", "1 min"]
        ]
        await page.get_by_label("Broken down by").select_option("CAMPAIGN")
        await expect(page.get_by_role("heading", name="The same by campaign")).to_be_visible()
        assert ["spring", "58", "58", "58", "58", "0"] in await _table(page, "The same by campaign")
        await page.get_by_role("link", name="Leads").click()
        await expect(page.get_by_role("button", name="All open")).to_contain_text("50+")


async def test_operators_see_the_figures_of_all_and_nobody_else_does(
    server: Listening, chromium: Browser, at: Scene
) -> None:
    other = await prospects.dealer("Other Cars")
    olga, otto = [await people.member(name) for name in ("Olga", "Otto")]
    await grants.give(olga, Role.OPERATOR, by=None)
    await grants.give(otto, Role.DEALER_STAFF, other.id, by=None)
    async with visit(chromium) as here:
        page = await _opened(here, server, olga, "")
        await expect(page.get_by_role("heading", name="The whole brand")).to_be_visible()
        await expect(page.locator(".steps li")).to_have_count(5)
        assert "165" in await page.locator(".steps li").last.inner_text()
    async with visit(chromium) as here:
        for place in ("brand", f"{encode('Dealer', at.dealer.id)}/figures"):
            page = await _opened(here, server, otto, place)
            await expect(page.get_by_text("You no longer work at this dealer.")).to_be_visible()
            await expect(page.locator(".steps")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
async def test_everybody_can_read_the_figures(
    server: Listening, chromium: Browser, at: Scene, locale: str
) -> None:
    dora = await people.member("Dora")
    await grants.give(dora, Role.DEALER_STAFF, at.dealer.id, by=None)
    async with visit(chromium, locale=locale) as here:
        page = await _opened(here, server, dora, f"{encode('Dealer', at.dealer.id)}/figures")
        await expect(page.locator(".steps li")).to_have_count(5)
        assert await usable.faults(page) == []
