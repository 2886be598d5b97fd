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
from tests.browser.tablets import browser_tablet
from tests.journeys.house import serving, settings

pytestmark = pytest.mark.browser
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
    await expect(page.locator(".result .name")).to_have_text("Ann Li")
    await expect(page.locator(".viewfinder")).to_be_visible()  # where all results are


async def _take_back(page: Page, token: str) -> None:
    """Somebody is let in by mistake, and the next has been scanned already."""
    await _check(page, token)
    await _verdict(page, "ADMITTED")
    await _check(page, "PD1:RUBBISH")
    await _verdict(page, "FORGED")
    await page.get_by_role("button", name="Recent").click()
    scan = page.locator("li[data-verdict=ADMITTED]").first
    await expect(scan).to_contain_text("欧阳娜娜")
    await scan.get_by_role("button", name="Undo").click()
    await expect(page.locator("li[data-verdict=ADMITTED]")).to_have_count(2)
    await expect(page.get_by_text("欧阳娜娜")).to_have_count(0)
    await page.get_by_role("button", name="Back").click()


async def _walk_in(page: Page) -> None:
    await page.get_by_role("button", name="Walk-in").click()
    await page.get_by_label("Name").fill("赵敏")
    await page.get_by_label("Phone").fill("13812345678")
    await page.get_by_role("radio", name="English").click()
    await expect(page.get_by_role("heading", name="Walk-in")).to_be_visible()  # nothing was sent
    await page.get_by_role("button", name="Register and let in").click()
    await _verdict(page, "ADMITTED")
    await expect(page.locator(".result .name")).to_have_text("赵敏")


async def _lead_at_the_stand(page: Page) -> None:
    """Staff ask, the visitor reads and agrees in their own language."""
    await page.get_by_role("button", name="Lead").click()
    await page.get_by_role("radio", name="Type").click()
    await page.get_by_label("Name").fill("李娜")
    await page.get_by_label("Phone").fill("+8613812345679")
    await page.get_by_label("When do you want to buy?").select_option("This year")
    await page.get_by_role("radio", name="中文").click()
    hand_over = page.get_by_role("button", name="Hand over to the visitor")
    await expect(hand_over).to_be_enabled()  # a choice in a complete form sends nothing
    await hand_over.click()
    await expect(page.locator("main")).to_have_attribute("lang", "zh")
    await expect(page.locator(".consent")).to_contain_text("我同意Harbour Motors")
    confirm = page.get_by_role("button", name="确认")
    await expect(confirm).to_be_disabled()
    await page.get_by_role("checkbox").check()
    await page.get_by_role("radio", name="English").click()
    await expect(page.locator(".consent")).to_contain_text("Harbour Motors may contact me")
    await expect(page.get_by_role("checkbox")).not_to_be_checked()  # that was another text
    await page.get_by_role("radio", name="中文").click()
    await page.get_by_role("checkbox").check()
    await confirm.click()
    await expect(page.get_by_text("立即送达Harbour Motors")).to_be_visible()
    await page.get_by_role("button", name="下一位来宾").click()
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


async def test_without_a_network_the_screen_says_so_and_a_tablet_forgets_only_what_it_may(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        at = await visits.visit(NAMES)
    async with (
        serving(settings(database_url, tmp_path)) as url,
        browser_tablet(url.replace("127.0.0.1", "localhost")) as tablet,
    ):
        page = tablet.page
        await visits.pair(tablet, at, database_url)
        await page.get_by_role("button", name="Start scanning").click()
        await expect(page.locator(".network")).to_have_text("server reached")
        await tablet.go(is_offline=True)
        await _check(page, at.tokens[0])
        await _verdict(page, "ADMITTED")
        await expect(page.locator(".result .by")).to_have_text("decided by this tablet alone")
        await _forget(page)
        await expect(page.get_by_text("1 not sent yet.")).to_be_visible()
        await page.get_by_role("button", name="Delete now").click()
        await expect(page.get_by_text("The people are deleted. 1 stay here")).to_be_visible()
        assert await page.evaluate("paddock.scanner.search('0000')") == []
        await tablet.go(is_offline=False)
        await tablet.until_sent()
        await page.get_by_role("button", name="Back").click()
        await page.get_by_role("button", name="Settings").click()
        await page.get_by_role("button", name="Forget this tablet").click()
        await page.get_by_role("button", name="Delete now").click()
        await expect(page.get_by_role("heading", name="Pair this tablet")).to_be_visible()
    async with database.connected(database_url):
        assert [row.seat_id for row in await CheckIn.all()] == [at.seats[0].id]


async def _forget(page: Page) -> None:
    await page.get_by_role("button", name="Readiness").click()
    await page.get_by_role("button", name="Settings").click()
    await page.get_by_role("button", name="Forget this tablet").click()


async def test_another_tabs_new_version_waits_here_until_staff_start_it(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        at = await visits.visit(NAMES)
    async with (
        serving(settings(database_url, tmp_path)) as url,
        browser_tablet(url.replace("127.0.0.1", "localhost")) as tablet,
    ):
        page = tablet.page
        await visits.pair(tablet, at, database_url)
        await visits.installed(tablet)
        await tablet.load()  # so that the installed version serves it
        await tablet.until("navigator.serviceWorker.controller !== null")
        await page.evaluate("globalThis.isTheSame = true")
        await page.get_by_role("button", name="Start scanning").click()
        await _check(page, at.tokens[0])
        await _verdict(page, "ADMITTED")
        assert tablet.context is not None
        # The app in another tab would register the old version anew, before or after the next line.
        other = await tablet.context.new_page()
        await other.goto(f"{url.replace('127.0.0.1', 'localhost')}/door/")
        await other.evaluate(_NEW_VERSION)
        await tablet.until("navigator.serviceWorker.controller.scriptURL.endsWith('?next')")
        await page.get_by_role("button", name="Recent").click()
        await page.get_by_role("button", name="Back").click()
        await _verdict(page, "ADMITTED")
        assert await page.evaluate("globalThis.isTheSame === true")
        await page.get_by_role("button", name="Readiness").click()
        await page.get_by_role("button", name="Update now").click()
        await tablet.until("!globalThis.isTheSame && 'paddock' in globalThis")


# A reader's keys come within a few milliseconds, which a busy machine cannot promise from outside.
_READER = """async (code) => {
  const type = (text) => {
    for (const key of text)
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  };
  type(code.slice(0, 90));
  await new Promise((resolve) => setTimeout(resolve, 200));  // it stutters
  type([...code.slice(90), 'Enter']);
}"""
# The same app under another address is another version to the browser.
_NEW_VERSION = """async () => {
  const found = await navigator.serviceWorker.register('/scan/sw.js?next', { scope: '/scan/' });
  const worker = found.installing ?? found.waiting;
  while (worker.state === 'installing')
    await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
  worker.postMessage({ type: 'SKIP_WAITING' });
}"""
