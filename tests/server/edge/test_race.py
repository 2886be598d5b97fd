"""Two tablets at an edge race for the same passes, while the cloud is away: each admits once."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from models import database
from models.conflicts import Conflict
from tests.server.edge.venue import hand_in, venue

pytestmark = pytest.mark.drill
GUESTS = 400


async def test_two_tablets_and_an_edge_race_for_400_passes(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=GUESTS)
    async with database.connected(database_url):
        doors = [place.door, await place.door.another_tablet("South")]
    async with place.cloud.there(), place.edge.running("--code", place.code) as edge:
        await edge.says("in contact")
    told: Counter[str] = Counter()
    async with place.edge.running() as edge:

        async def race(number: int) -> None:
            door, random = doors[number], Random(number)
            tablet = edge.tablet(door.device.credential)
            for token in random.sample(list(place.tokens), GUESTS):
                scan = door.scan(token)
                [asked] = await hand_in(tablet, door, [scan])
                told[asked["verdict"]] += 1
                await hand_in(tablet, door, [scan | {"shown": asked["verdict"]}])

        await asyncio.gather(race(0), race(1))
        assert told == {"ADMITTED": GUESTS, "ALREADY_ADMITTED": GUESTS}
        async with place.cloud.there():
            await edge.says("unsent 0", seconds=120)
            await place.comes_to(scans=2 * GUESTS, check_ins=GUESTS, points=100 * GUESTS)
    async with database.connected(database_url):
        assert await Conflict.all().count() == 0
