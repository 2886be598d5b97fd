"""An edge killed with -9 at the worst moments: nothing is lost, and nothing counts twice."""

import asyncio
import contextlib
from pathlib import Path

import httpx
import pytest

from models import database, heard_batches
from models.check_ins import CheckIn
from models.heard_batches import HeardBatch
from models.scans.rows import Scan
from tests.server.edge.cutting import Cutter
from tests.server.edge.venue import hand_in_as, venue

pytestmark = pytest.mark.drill


async def test_an_edge_killed_while_tablets_hand_in_keeps_what_it_answered(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=24)
    door, credential = place.door, place.door.device.credential
    batches = [door.said_by.batch([door.scan(token)]) for token in place.tokens]
    async with place.cloud.there(), place.edge.running("--code", place.code) as edge:
        await edge.says("in contact")
    answered: list[dict[str, str]] = []
    for number in range(3):
        async with place.edge.running() as edge:
            first = asyncio.Event()

            async def send(batch: dict[str, str], first: asyncio.Event = first) -> None:
                with contextlib.suppress(httpx.TransportError):
                    await hand_in_as(edge.tablet(credential), batch)
                    answered.append(batch)
                    first.set()

            sending = asyncio.gather(*(send(batch) for batch in batches[number::3]))
            await first.wait()
            edge.process.kill()
            await sending
    async with database.connected(place.edge.database_url):
        kept = {batch.text for batch in await HeardBatch.all()}
        assert {batch["batch"] for batch in answered} <= kept
        assert await Scan.all().count() == await CheckIn.all().count() == len(kept)
    async with place.edge.running() as edge:
        for batch in batches:
            await hand_in_as(edge.tablet(credential), batch)
        async with place.cloud.there():
            await place.comes_to(scans=24, check_ins=24, points=2400)


async def test_an_edge_killed_between_a_relay_and_its_answer_relays_it_again_for_nothing(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=4)
    door, credential = place.door, place.door.device.credential
    async with Cutter(place.cloud.port) as cutter:
        place.edge.cloud = cutter.url
        async with place.cloud.there(), place.edge.running("--code", place.code) as edge:
            await edge.says("in contact")
        async with place.edge.running() as edge:
            for token in place.tokens:
                await hand_in_as(edge.tablet(credential), door.said_by.batch([door.scan(token)]))
            await edge.says("unsent 4")
            cutter.swallows = True
            async with place.cloud.there():
                await place.comes_to(scans=4, check_ins=4, points=400)
                edge.process.kill()
                edge.process.wait(30)
                async with database.connected(place.edge.database_url):
                    assert await heard_batches.count_unsent() == 4
                cutter.swallows = False
                async with place.edge.running() as again:
                    await again.says("unsent 0")
    assert await place.counted() == {"scans": 4, "check_ins": 4, "points": 400}


async def test_an_edge_killed_while_it_takes_its_first_copy_takes_it_again(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=200)
    async with place.cloud.there():
        process = place.edge.start("--code", place.code)
        async with asyncio.timeout(60):
            while not (place.edge.place / "credential").exists():
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        process.kill()
        process.wait(30)
        async with place.edge.running() as edge:
            await edge.says("in contact")
    async with place.edge.running() as edge:
        batch = place.door.said_by.batch([place.door.scan(token) for token in place.tokens])
        answers = await hand_in_as(edge.tablet(place.door.device.credential), batch)
        assert [answer["verdict"] for answer in answers] == ["ADMITTED"] * 200
