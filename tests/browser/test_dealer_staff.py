"""Who may use the page of a dealer: its own staff, as long as they are; and everybody of them."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from models import clock, sessions
from models.grants import Grant
from schema.nodes import encode
from server import relaying
from tests import routed
from tests.browser import desks, usable
from tests.browser.chromium import browser, visit
from tests.browser.desks import Floor, at_the_desk, come
from tests.server.listening import Listening, listening

pytestmark = [pytest.mark.browser]
DESKTOP, PHONE = desks.DESKTOP, desks.PHONE


@pytest.fixture
async def server(db: str) -> AsyncIterator[Listening]:
    async with listening(db) as running, relaying.inside():
        yield running


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as launched:
        yield launched


@pytest.fixture
async def at(db: str) -> Floor:
    del db
    return await desks.floor()


async def test_the_staff_of_another_dealer_see_nothing_of_it(
    server: Listening, chromium: Browser, at: Floor
) -> None:
    [lead] = await come(at.dealer, "Liu Wei")
    async with visit(chromium) as here:
        page = await at_the_desk(here, server, at.stranger, at.other)
        await come(at.dealer, "Chen Yu")
        [own] = await come(at.other, "Zhao Min")
        await expect(page.locator(".lead .open")).to_have_text(["Zhao Min"])
        base = f"http://localhost:{server.port}/dealer"
        names = encode("Dealer", at.other.id), encode("Lead", lead.id), encode("Lead", own.id)
        await page.goto(f"{base}#{names[0]}/{names[1]}")
        await expect(page.get_by_text("The lead is gone.")).to_be_visible()
        await page.goto(f"{base}#{encode('Dealer', at.dealer.id)}")
        await expect(page.get_by_text("You no longer work at this dealer.")).to_be_visible()
        assert "Liu Wei" not in await page.content()


async def test_whoever_loses_the_role_is_shown_out_with_nothing_left_on_the_page(
    server: Listening, chromium: Browser, at: Floor
) -> None:
    await come(at.dealer, "Liu Wei")
    async with visit(chromium) as here:
        page = await at_the_desk(here, server, at.dora, at.dealer)
        await Grant.filter(member_id=at.dora.id).update(ends_at=clock.now())
        await come(at.dealer, "Chen Yu")
        await expect(page.get_by_text("You no longer work at this dealer.")).to_be_visible()
        assert "Liu Wei" not in await page.content()


async def test_whoever_works_at_several_dealers_chooses_one(
    server: Listening, chromium: Browser, at: Floor
) -> None:
    await routed.works(at.other, "Dora")
    async with visit(chromium) as here:
        token = (await sessions.open_for(at.dora)).token
        await here.page.add_init_script(f"sessionStorage.setItem('paddock.token', '{token}')")
        await here.page.goto(f"http://localhost:{server.port}/dealer")
        await here.page.get_by_role("link", name="Other Cars").click()
        await expect(here.page.get_by_role("heading", name="Other Cars")).to_be_visible()
        await here.page.get_by_role("link", name="Dealers").click()
        await expect(here.page.locator(".choices a")).to_have_count(2)


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
async def test_everybody_can_use_the_page(
    server: Listening, chromium: Browser, at: Floor, locale: str
) -> None:
    await come(at.dealer, "Liu Wei", "Maximiliane von und zu Hohenstein-Weitersburg")
    async with visit(chromium, locale=locale, viewport=DESKTOP) as here:
        token = (await sessions.open_for(at.dora)).token
        await here.page.add_init_script(f"sessionStorage.setItem('paddock.token', '{token}')")
        await here.page.goto(f"http://localhost:{server.port}/dealer")
        await expect(here.page.locator(".lead")).to_have_count(2)
        assert await usable.faults(here.page) == []
        await here.page.locator(".lead .open").first.click()
        for act in ("call", "task", "lose"):
            await here.page.locator(f".actions .{act}").click()
            assert await usable.faults(here.page) == []
