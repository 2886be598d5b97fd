"""A server killed with -9 amid scans: nothing is lost, and nothing counts twice."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from models import database
from models.check_ins import CheckIn
from models.points.ledger import PointsAccount
from models.scans.rows import Scan
from tests import doors
from tests.journeys.api import Caller
from tests.journeys.house import serving, settings

pytestmark = pytest.mark.drill
GUESTS = 60
KILLS = 3


async def test_every_scan_counts_once_through_three_kills(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        door = await doors.door()
        scans = [door.scan(token) for token in await doors.crowd(door.event, GUESTS)]
    environment = settings(database_url, tmp_path)
    for number in range(KILLS):
        await _killed_amid(environment, door, scans[number::KILLS])
    async with serving(environment) as url, httpx.AsyncClient(base_url=url, timeout=30) as http:
        tablet = Caller(http, door.device.credential)
        answers = await _submit(tablet, door, scans)
    assert [answer["verdict"] for answer in answers] == ["ADMITTED"] * GUESTS
    async with database.connected(database_url):
        assert await Scan.all().count() == await CheckIn.all().count() == GUESTS
        balances = [(account.points, account.growth) for account in await PointsAccount.all()]
        assert balances == [(100, 50)] * GUESTS


async def _killed_amid(
    environment: dict[str, str], door: doors.Door, scans: Sequence[dict[str, Any]]
) -> None:
    """Send each scan alone, all at once, and kill the server as soon as the first is answered."""
    answered = asyncio.Event()
    async with (
        serving(environment, killed=answered) as url,
        httpx.AsyncClient(base_url=url, timeout=30) as http,
    ):
        tablet = Caller(http, door.device.credential)

        async def send(scan: dict[str, str]) -> None:
            with contextlib.suppress(httpx.TransportError):
                await _submit(tablet, door, [scan])
                answered.set()

        await asyncio.gather(*(send(scan) for scan in scans))


async def _submit(
    tablet: Caller, door: doors.Door, scans: Sequence[dict[str, Any]]
) -> list[dict[str, str]]:
    payload = await tablet.do("scanBatchSubmit", "answers { verdict }", **door.said_by.batch(scans))
    answers: list[dict[str, str]] = payload["answers"]
    return answers
