"""A tablet without a network, killed again and again: nothing is forgotten or counts twice."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from models import database, passes
from models.check_ins import CheckIn
from models.conflicts import Conflict
from models.leads import Lead
from models.points.ledger import PointsAccount
from models.scans.rows import Scan
from models.stand_leads.rows import StandLead
from tests import processes
from tests.browser import visits
from tests.browser.lines import line_to
from tests.browser.tablets import BrowserTablet, browser_tablet
from tests.journeys.forger import forged
from tests.journeys.house import running_at, serving, settings

pytestmark = pytest.mark.browser
GUESTS, DOUBLES, LEADS, KILLS = 40, 10, 5, 10


async def test_a_night_without_a_network_and_ten_crashes_comes_to_the_truth(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        at = await visits.visit([f"Guest {number}" for number in range(GUESTS)])
        replaced = list(at.tokens[-2:])
        for seat in at.seats[-2:]:
            await passes.reissue(seat, by=at.door.device.id)
        good = at.tokens[:-2]
    texts = [*good, *good[:DOUBLES], *(forged(text) for text in good[:3]), *replaced]
    Random(3).shuffle(texts)
    async with (
        serving(settings(database_url, tmp_path)) as url,
        browser_tablet(url.replace("127.0.0.1", "localhost")) as tablet,
    ):
        await visits.pair(tablet, at, database_url)
        await visits.installed(tablet)
        shown: Counter[str] = Counter()
        await tablet.go(is_offline=True)
        await tablet.load()
        for number, part in enumerate(_parts(texts, KILLS)):
            shown += await _scan_and_crash(tablet, part)
            if number < LEADS:
                await visits.lead(tablet, at.dealer, visitor=_visitor(number))
        assert (await tablet.snapshot())["network"] == "none"
        await tablet.go(is_offline=False)
        await tablet.until_sent()
        told = await tablet.snapshot()
    assert told["problems"] == []
    assert shown == {"ADMITTED": len(good), "ALREADY_ADMITTED": DOUBLES, "FORGED": 3, "REPLACED": 2}
    async with database.connected(database_url):
        assert {row.seat_id for row in await CheckIn.all()} == {seat.id for seat in at.seats[:-2]}
        assert await Scan.all().count() == len(texts)
        assert await Conflict.all().count() == 0
        balances = [(account.points, account.growth) for account in await PointsAccount.all()]
        assert balances == [(100, 50)] * len(good)
        assert await Lead.filter(dealer_id=at.dealer.id).count() == LEADS
        assert await StandLead.filter(refusal="").count() == LEADS


async def _scan_and_crash(tablet: BrowserTablet, texts: list[str]) -> Counter[str]:
    """Scan these one by one, and kill the browser while the last is being decided.

    What was stored in that moment stands, shown or not; what was not is scanned again.
    """
    shown = Counter([(await tablet.scan(text))["verdict"] for text in texts[:-1]])
    before = await _stored(tablet)
    unseen = asyncio.create_task(tablet.scan(texts[-1]))
    await asyncio.sleep(Random(len(before)).uniform(0, 0.03))
    await tablet.kill()
    await asyncio.gather(unseen, return_exceptions=True)
    await tablet.open(is_offline=True)
    stored = {
        scan_id: verdict
        for scan_id, verdict in (await _stored(tablet)).items()
        if scan_id not in before
    }
    again = [] if stored else [(await tablet.scan(texts[-1]))["verdict"]]
    return shown + Counter([*stored.values(), *again])


async def _stored(tablet: BrowserTablet) -> dict[str, str]:
    """The scans that the tablet knows, with what it said of each."""
    recent = (await tablet.snapshot())["recent"]
    return {one["scanId"]: one["verdict"] for one in recent}


def _parts(texts: list[str], count: int) -> list[list[str]]:
    return [texts[number::count] for number in range(count)]


def _visitor(number: int) -> dict[str, str]:
    return {
        "name": f"Visitor {number}", "phone": f"+861391234567{number}", "email": "",
        "language": "en",
    }  # fmt: skip


async def test_answers_that_are_lost_on_the_way_change_nothing(
    database_url: str, tmp_path: Path
) -> None:
    """Connections break after the server did what it was asked, and before the tablet hears."""
    async with database.connected(database_url):
        at = await visits.visit([f"Guest {number}" for number in range(30)])
    random = Random(11)
    async with (
        serving(settings(database_url, tmp_path)) as url,
        line_to(int(url.rpartition(":")[2])) as line,
        browser_tablet(f"http://localhost:{line.port}") as tablet,
    ):
        await visits.pair(tablet, at, database_url)
        line.drops = lambda: random.random() < 0.4
        shown = Counter([(await tablet.scan(text))["verdict"] for text in at.tokens])
        shown += Counter([(await tablet.scan(text))["verdict"] for text in at.tokens[:5]])
        await tablet.until_sent()
    assert line.dropped >= 3  # after two lost answers it decides first, and asks less
    assert shown == {"ADMITTED": 30, "ALREADY_ADMITTED": 5}
    async with database.connected(database_url):
        assert await Scan.all().count() == 35
        assert await CheckIn.all().count() == 30
        balances = [(account.points, account.growth) for account in await PointsAccount.all()]
        assert balances == [(100, 50)] * 30
        assert await Conflict.all().count() == 0


async def test_a_server_killed_between_deed_and_answer_counts_once(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        at = await visits.visit([f"Guest {number}" for number in range(12)])
    environment = settings(database_url, tmp_path)
    port = processes.free_port()
    fixed = environment | {"PADDOCK_PORT": str(port)}
    async with (
        line_to(port) as line,
        running_at(fixed, port) as server,
        browser_tablet(f"http://localhost:{line.port}") as tablet,
    ):
        await visits.pair(tablet, at, database_url)
        await visits.installed(tablet)
        for text in at.tokens[:6]:
            await tablet.scan(text)
        line.passes.clear()
        asked = asyncio.create_task(tablet.scan(at.tokens[6]))
        async with database.connected(database_url), asyncio.timeout(10):
            while not await CheckIn.filter(seat_id=at.seats[6].id).exists():
                await asyncio.sleep(0.01)
        server.kill()
        server.wait()
        line.drops = lambda: True  # what was held is lost with the server
        line.passes.set()
        assert (await asked)["verdict"] == "ADMITTED"
        for text in at.tokens[7:]:
            outcome = await tablet.scan(text)
            assert (outcome["verdict"], outcome["decidedBy"]) == ("ADMITTED", "tablet")
        line.drops = lambda: False
        async with running_at(fixed, port):
            await tablet.until_sent()
    async with database.connected(database_url):
        assert await Scan.all().count() == await CheckIn.all().count() == 12
        balances = [(account.points, account.growth) for account in await PointsAccount.all()]
        assert balances == [(100, 50)] * 12
