"""The screens at the door in a real browser, at a real server: what staff see and touch."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from models import database
from models.check_ins import CheckIn
from models.leads import Lead
from models.registrations import Registration
from models.scans.rows import Scan, ScanUndo
from tests.browser import visits
from tests.browser.films import film
from tests.browser.tablets import BrowserTablet, browser_tablet
from tests.journeys.house import serving, settings

pytestmark = pytest.mark.browser
SIZES = ((1024, 768), (768, 1024), (390, 844))
NAMES = ("王小明", "Ann Li", "欧阳娜娜")


async def _check(page: Page, text: str) -> None:
    await page.get_by_placeholder("Code").fill(text)
    await page.get_by_role("button", name="Check", exact=True).click()


async def _verdict(page: Page, verdict: str) -> None:
    await expect(page.locator(f".result[data-verdict={verdict}]")).to_be_visible()


async def test_a_tablet_is_paired_made_ready_and_scans(database_url: str, tmp_path: Path) -> None:
    async with database.connected(database_url):
        at = await visits.visit(NAMES)
    async with (
        serving(settings(database_url, tmp_path)) as url,
        browser_tablet(url.replace("127.0.0.1", "localhost")) as tablet,
    ):
        page = tablet.page
        await visits.pair(tablet, at, database_url)
        await expect(page.get_by_text("Ready for the doors")).to_be_visible()
        await page.get_by_role("button", name="Start scanning").click()
        await _check(page, at.tokens[0])
        await _verdict(page, "ADMITTED")
        await expect(page.locator(".result .name")).to_have_text("王小明")
        await expect(page.locator(".result .by")).to_have_text("decided by the server")
        await _check(page, at.tokens[0])
        await _verdict(page, "ALREADY_ADMITTED")
        await expect(page.locator(".result .detail")).to_contain_text("at North")
        await _check(page, "PD1:RUBBISH")
        await _verdict(page, "FORGED")
        await _find_and_admit(page)
        await _take_back(page, at.tokens[2])
        await _walk_in(page)
        await _lead_at_the_stand(page)
        await tablet.until_sent()
        assert tablet.strangers == []
    async with database.connected(database_url):
        assert await CheckIn.all().count() == 3  # two with passes and the walk-in
        assert await ScanUndo.all().count() == 1
        assert await Registration.filter(member_id=None).count() == 1
        [lead] = await Lead.all()
        assert [one["answer"] for one in lead.answers] == ["This year"]


async def _find_and_admit(page: Page) -> None:
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("searchbox").fill("al")
    await page.get_by_role("button", name="Let in").click()
    await _verdict(page, "ADMITTED")
    await page.get_by_role("button", name="Back").click()


async def _take_back(page: Page, token: str) -> None:
    await _check(page, token)
    await _verdict(page, "ADMITTED")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(".result.idle")).to_be_visible()


async def _walk_in(page: Page) -> None:
    await page.get_by_role("button", name="Walk-in").click()
    await page.get_by_label("Name").fill("赵敏")
    await page.get_by_label("Phone").fill("13812345678")
    await page.get_by_role("button", name="Register and let in").click()
    await _verdict(page, "ADMITTED")
    await page.get_by_role("button", name="Back").click()


async def _lead_at_the_stand(page: Page) -> None:
    await page.get_by_role("button", name="Lead").click()
    await page.get_by_role("radio", name="Type").click()
    await page.get_by_label("Name").fill("Visitor")
    await page.get_by_label("Phone").fill("+8613812345679")
    await page.get_by_label("When do you want to buy?").select_option("This year")
    save = page.get_by_role("button", name="Save")
    await expect(page.locator(".consent")).to_contain_text("Harbour Motors may contact me")
    await expect(page.get_by_label("I agree")).not_to_be_checked()
    await expect(save).to_be_disabled()
    await page.get_by_label("I agree").check()
    await save.click()
    await expect(page.get_by_text("It reaches Harbour Motors")).to_be_visible()
    await page.get_by_role("button", name="Back").click()


async def test_passes_are_read_by_the_camera_and_by_a_reader(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        at = await visits.visit(NAMES)
    shown = film(tmp_path, [at.tokens[0], at.tokens[1]])
    async with (
        serving(settings(database_url, tmp_path)) as url,
        browser_tablet(url.replace("127.0.0.1", "localhost"), video=shown) as tablet,
    ):
        await visits.pair(tablet, at, database_url)
        await tablet.page.get_by_role("button", name="Start scanning").click()
        await tablet.until("paddock.timings.length >= 4")
        await tablet.page.evaluate(_READER, at.tokens[2])
        await tablet.until("paddock.scanner.snapshot.counters.inside === 3")
        await tablet.until_sent()
    async with database.connected(database_url):
        assert {row.seat_id for row in await CheckIn.all()} == {seat.id for seat in at.seats}
        assert await Scan.filter(refusal="FORGED").count() == 0


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
async def test_every_screen_can_be_used_by_everybody(db: str, tmp_path: Path, locale: str) -> None:
    at = await visits.visit(NAMES)
    async with (
        serving(settings(db, tmp_path)) as url,
        browser_tablet(url.replace("127.0.0.1", "localhost")) as tablet,
    ):
        await _usable(tablet, "pairing")
        await visits.pair(tablet, at, db)
        page = tablet.page
        language = locale[:2]
        await page.evaluate("(language) => localStorage.setItem('language', language)", language)
        await tablet.load()
        await _usable(tablet, "readiness")
        await page.locator("button.main").click()
        await _usable(tablet, "scanning")
        for number in range(3):
            await page.locator("nav.row button").nth(number).click()
            await _usable(tablet, f"screen {number}")
            await page.locator("header .quiet").click()


async def _usable(tablet: BrowserTablet, screen: str) -> None:
    """In every size: nothing is cut off at the side, all is large enough, named and readable."""
    for width, height in SIZES:
        await tablet.page.set_viewport_size({"width": width, "height": height})
        found = await tablet.page.evaluate(_FAULTS)
        assert found == [], (screen, width)


# A reader's keys come within a few milliseconds, which a busy machine cannot promise from outside.
_READER = """(code) => {
  for (const key of [...code, 'Enter'])
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
}"""
_FAULTS = """() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the screen');
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number)
      .map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(at);
      if (backgroundImage !== 'none') return null;
      if (!/, 0\\)|transparent/.test(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  for (const element of document.querySelectorAll('button, input, select')) {
    const { width, height } = element.getBoundingClientRect();
    const name = element.getAttribute('aria-label') || element.textContent.trim()
      || element.labels?.[0]?.textContent.trim();
    if (!name) faults.push(`without a name: ${element.outerHTML.slice(0, 80)}`);
    const target = element.type === 'checkbox' ? element.closest('label') : element;
    if (target.getBoundingClientRect().height < 48) faults.push(`too small: ${name}`);
    if (width < 24) faults.push(`too narrow: ${name}`);
  }
  const texts = 'h1, h2, p, button, dt, dd, small, strong, span';
  for (const element of document.querySelectorAll(texts)) {
    if (!element.textContent.trim() || element.disabled || element.closest('.viewfinder')) continue;
    const back = behind(element);
    if (!back) continue;
    const [one, other] = [luminance(getComputedStyle(element).color), luminance(back)]
      .sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) faults.push(`hard to read: ${element.textContent.slice(0, 40)}`);
  }
  if (!document.querySelector('h1')) faults.push('no heading');
  if (!['en', 'zh'].includes(document.documentElement.lang)) faults.push('no language');
  return faults;
}"""
