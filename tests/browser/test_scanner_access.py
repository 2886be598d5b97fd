"""Every screen of the scanner can be used by everybody, in both languages and in any size."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page

from models import clock, database
from models.devices import Device
from tests.browser import visits
from tests.browser.tablets import BrowserTablet, browser_tablet
from tests.browser.usable import faults
from tests.journeys.house import serving, settings

pytestmark = pytest.mark.browser
NAMES = ("王小明", "Bartholomew Featherstonehaugh")


@asynccontextmanager
async def _at_the_door(url: str, folder: Path) -> AsyncIterator[tuple[BrowserTablet, visits.Visit]]:
    async with database.connected(url):
        at = await visits.visit(NAMES)
    async with (
        serving(settings(url, folder)) as address,
        browser_tablet(address.replace("127.0.0.1", "localhost")) as tablet,
    ):
        await _usable(tablet.page, "pairing")
        await visits.pair(tablet, at, url)
        yield tablet, at


async def test_every_screen_can_be_used_by_everybody(database_url: str, tmp_path: Path) -> None:
    async with _at_the_door(database_url, tmp_path) as (tablet, at):
        for language, colours in (("en", "light"), ("zh", "dark")):
            await tablet.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            await _through(tablet, at.tokens[0 if language == "zh" else 1], language)
        async with database.connected(database_url):
            await Device.all().update(revoked_at=clock.now())
        await _revoked(tablet)


async def _through(tablet: BrowserTablet, token: str, language: str) -> None:
    page = tablet.page
    await page.evaluate("(language) => localStorage.setItem('language', language)", language)
    await tablet.load()
    await tablet.until(f"document.documentElement.lang === '{language}'")  # set once it is painted
    await _usable(page, "readiness")
    await page.locator("header .quiet").click()
    await _usable(page, "duties")
    await page.locator(".list button").first.click()
    await page.locator("button.main").click()
    await _usable(page, "scanning")
    for text, verdict in ((token, "ADMITTED"), (token, "ALREADY_ADMITTED"), ("PD1:X", "FORGED")):
        await page.locator(".typed input").fill(text)
        await page.locator(".typed button").click()
        await page.locator(f".result[data-verdict={verdict}]").wait_for()
        await _usable(page, verdict)
        if verdict == "ALREADY_ADMITTED":
            await page.locator(".deeds button").click()
            await _usable(page, "override")
    await _sideways(page)
    await page.locator("header .quiet").click()
    await page.locator(".row button").last.click()
    await _usable(page, "settings")
    await page.locator("button.grave").click()
    await _usable(page, "forget")


async def _sideways(page: Page) -> None:
    """What lies beside the screen at the door."""
    for number, screen in enumerate(("search", "walk-in", "lead", "recent")):
        await page.locator("nav button").nth(number).click()
        if screen == "search":
            await page.get_by_role("searchbox").fill("0")
            await page.locator(".people li").first.wait_for()
        await _usable(page, screen)
        if screen == "lead":
            await _agree(page)
        await page.locator("header .quiet").click()


async def _agree(page: Page) -> None:
    await page.get_by_role("radio").nth(3).click()
    await page.locator("input").nth(0).fill("Visitor")
    await page.locator("input").nth(1).fill("+8613812345679")
    await page.locator("select").select_option(index=1)
    await _usable(page, "lead of a typed visitor")
    await page.locator("button.main").click()
    await _usable(page, "consent")
    await page.get_by_role("checkbox").check()
    await page.locator("button.main").click()
    await page.locator(".thanks").wait_for()
    await _usable(page, "thanks")
    await page.locator("button.main").click()


async def _revoked(tablet: BrowserTablet) -> None:
    await tablet.page.evaluate("paddock.scanner.sync().catch(() => undefined)")
    await tablet.until("paddock.scanner.snapshot.pairing === 'revoked'")
    await tablet.load()
    await _usable(tablet.page, "revoked")


async def _usable(page: Page, screen: str) -> None:
    assert await faults(page) == [], screen
