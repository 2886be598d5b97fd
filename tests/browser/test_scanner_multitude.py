"""A hundred thousand people on one tablet: taken in, opened without a network, and found."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pypinyin import Style, lazy_pinyin

from models import database
from models.seats import Seat
from tests import doors, multitudes
from tests.browser import visits
from tests.browser.tablets import BrowserTablet, browser_tablet
from tests.journeys.house import serving, settings
from tests.multitudes import Guest

pytestmark = pytest.mark.browser
_COUNT, _MOST_FOUND = 100_000, 30


async def test_a_hundred_thousand_are_taken_in_opened_without_a_network_and_found(
    database_url: str, tmp_path: Path
) -> None:
    guests = multitudes.guests(_COUNT)
    async with database.connected(database_url):
        at = await visits.visit([])
        await multitudes.seat(at.door.event, guests)
        shown = guests[:: _COUNT // 5]
        rows = {row.id: row for row in await Seat.filter(id__in=[one.seat_id for one in shown])}
        tokens = await doors.tokens(*(rows[one.seat_id] for one in shown))
    async with (
        serving(settings(database_url, tmp_path)) as url,
        browser_tablet(url.replace("127.0.0.1", "localhost")) as tablet,
    ):
        await visits.pair(tablet, at, database_url)
        await visits.installed(tablet)
        assert (await tablet.snapshot())["manifest"]["people"] == _COUNT
        await tablet.close()
        await tablet.open(is_offline=True)
        snapshot = await tablet.snapshot()
        assert (snapshot["network"], snapshot["manifestState"]) == ("none", "ok")
        assert snapshot["manifest"]["people"] == _COUNT
        outcomes = [await tablet.scan(token) for token in [*tokens, tokens[0]]]
        assert [one["verdict"] for one in outcomes] == ["ADMITTED"] * 5 + ["ALREADY_ADMITTED"]
        assert [one["name"] for one in outcomes[:5]] == [one.name for one in shown]
        await _find(tablet, guests)


async def _find(tablet: BrowserTablet, guests: list[Guest]) -> None:
    """By a Chinese name, its pinyin, initials, a Latin name, and the last four of the phone."""
    named = Counter(one.name for one in guests)
    alike = {name: named[name] for name in ("王芳", "汪芳")}
    assert min(alike.values()) > 0
    assert (await _names(tablet, "王芳"))[: alike["王芳"]] == ["王芳"] * alike["王芳"]
    assert Counter((await _names(tablet, "wangfang"))[: sum(alike.values())]) == alike
    initials = {
        "".join(lazy_pinyin(name, Style.FIRST_LETTER)) for name in await _names(tablet, "wf")
    }
    assert initials == {"wf"}
    assert named["Zoë Kowalski"] > _MOST_FOUND
    assert await _names(tablet, "kowalski zoe") == ["Zoë Kowalski"] * _MOST_FOUND
    phones = Counter(one.name for one in guests if one.phone.endswith("4711"))
    assert 0 < phones.total() < _MOST_FOUND
    assert Counter(await _names(tablet, "4711")) == phones


async def _names(tablet: BrowserTablet, query: str) -> list[str]:
    found: list[Any] = await tablet.page.evaluate("(query) => paddock.scanner.search(query)", query)
    return [one["name"] for one in found]
