"""The scanner in WebKit, the engine of iPads: with a server, without one, and with a reader."""

from pathlib import Path

import pytest

from models import database
from models.check_ins import CheckIn
from tests import processes
from tests.browser import visits
from tests.browser.webkit import WebKit, browser, webkit
from tests.journeys.house import running_at, settings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        browser() is None, reason="needs Debian's webkit2gtk-driver and xvfb, which are not here"
    ),
]
_ENTER = "\ue007"


async def test_a_tablet_with_webkit_is_paired_and_scans_with_and_without_a_server(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        at = await visits.visit(("王小明", "Ann Li"))
    port = processes.free_port()
    fixed = settings(database_url, tmp_path) | {"PADDOCK_PORT": str(port)}
    async with webkit(tmp_path) as page:
        async with running_at(fixed, port):
            await page.go(f"http://localhost:{port}/scan/")
            await _pair(page, at, database_url)
            await _start(page)
            await page.press(at.tokens[0] + _ENTER)
            await page.until("document.querySelector('.result').dataset.verdict === 'ADMITTED'")
            assert await _decided(page) == [["王小明", "ADMITTED", "server"]]
        await page.press(at.tokens[1] + _ENTER)
        await page.until("paddock.scanner.snapshot.counters.inside === 2")
        [latest, _] = await _decided(page)
        assert latest == ["Ann Li", "ADMITTED", "tablet"]
        async with running_at(fixed, port):
            await page.evaluate("paddock.scanner.sync()")
            await page.until("paddock.scanner.snapshot.counters.unsent === 0")
    async with database.connected(database_url):
        assert {row.seat_id for row in await CheckIn.all()} == {seat.id for seat in at.seats}


async def _pair(page: WebKit, at: visits.Visit, url: str) -> None:
    async with database.connected(url):
        code = await at.code()
    await page.until("document.querySelector('form') !== null")
    await page.fill("label:nth-of-type(1) input", code)
    await page.fill("label:nth-of-type(2) input", "North gate 1")
    await page.click("button.main")
    await page.until("paddock.scanner.snapshot.pairing === 'paired'")
    async with database.connected(url):
        await at.assign("North gate 1")
    await page.click(".row button")
    await page.until("document.querySelector('.list button') !== null")
    await page.click(".list button")
    await page.until("paddock.scanner.snapshot.manifestState === 'ok'")


async def _start(page: WebKit) -> None:
    await page.until("document.querySelector('.summary.good') !== null")
    await page.click("button.main")
    await page.until("document.querySelector('.result') !== null")


async def _decided(page: WebKit) -> list[list[str]]:
    recent = "paddock.scanner.snapshot.recent"
    found: list[list[str]] = await page.evaluate(
        f"{recent}.map(({{ name, verdict, decidedBy }}) => [name, verdict, decidedBy])"
    )
    return found
