"""The sync of an edge with a real cloud, its own half in this process."""

import time
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models import clock, database, heard_batches
from models.edges import Edge
from models.events import Event
from models.heard_batches import HeardBatch, Whole
from server.edge.cloud import Cloud, CloudAway
from server.edge.place import Place
from server.edge.syncing import Sync
from tests import furnished
from tests.server.edge.venue import Venue, venue

_TWO_HOURS = timedelta(hours=2)


@asynccontextmanager
async def _syncing(place: Venue, folder: Path) -> AsyncIterator[Sync]:
    """An edge that is paired and has its database open."""
    own = Place(folder / "own")
    await furnished.put_migrated(own.folder / "edge.db")
    cloud = Cloud(place.cloud.url)
    try:
        async with database.connected(own.database_url):
            cloud.credential = await cloud.pair(place.code, "Desk")
            yield Sync(cloud, own, place.door.event.id, "http://127.0.0.1:1")
    finally:
        await cloud.aclose()


async def test_a_computer_whose_clock_is_wrong_goes_by_the_clouds(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=1)
    async with place.cloud.there(), _syncing(place, tmp_path) as sync:
        with clock.injected(lambda: _real() + _TWO_HOURS + sync.clock_offset):
            await sync.contact()
            assert abs(clock.now() - _real()) < timedelta(seconds=1)
        kept = Sync(sync.cloud, sync.place, sync.event_id, sync.address)
        assert kept.clock_offset == sync.clock_offset
        assert abs(sync.clock_offset + _TWO_HOURS) < timedelta(seconds=1)
    async with database.connected(database_url):
        told = (await Edge.get()).clock_offset_ms
        assert abs(told + _TWO_HOURS // timedelta(milliseconds=1)) < 1000


async def test_an_unchanged_copy_is_not_sent_again(database_url: str, tmp_path: Path) -> None:
    place = await venue(database_url, tmp_path, guests=2)
    async with place.cloud.there(), _syncing(place, tmp_path) as sync:
        assert not await sync.has_copy()
        await sync.contact()
        assert await sync.has_copy()
        assert await sync.cloud.copy(sync.event_id, sync.standing) is None
        await Event.all().update(title="lost")
        forgetful = Sync(sync.cloud, sync.place, sync.event_id, sync.address)
        await forgetful.contact()
        assert (await Event.get()).title == "lost"


async def test_a_batch_that_the_cloud_does_not_take_holds_no_other_up(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=3)
    place.cloud.environment["PADDOCK_MOST_BODY_BYTES"] = "20000"
    door = place.door
    small = [door.said_by.batch([door.scan(token)]) for token in place.tokens]
    large = door.said_by.batch([door.scan("x") for _ in range(400)])
    async with place.cloud.there(), _syncing(place, tmp_path) as sync:
        await sync.contact()
        for batch in [small[0], large, *small[1:]]:
            signature = b64decode(batch["signature"])
            await heard_batches.keep(
                [Whole(door.device.id, batch["batch"], signature, clock.now())]
            )
        await sync.contact()
        [kept] = await HeardBatch.filter(relayed_at=None)
        assert (kept.text, sync.too_large) == (large["batch"], {kept.id})
    assert await place.counted() == {"scans": 3, "check_ins": 3, "points": 300}


async def test_a_cloud_that_is_away_is_told_from_one_that_refuses(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=0)
    cloud = Cloud(place.cloud.url)
    with pytest.raises(CloudAway):
        await cloud.announce("https://edge.example")
    await cloud.aclose()


def _real() -> datetime:
    """What the computer's clock would say."""
    return datetime.fromtimestamp(time.time(), UTC)
