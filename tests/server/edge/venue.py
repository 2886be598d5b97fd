"""What a journey of an edge begins with: an event with guests, a tablet, and a code for an edge."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import database, pairing_codes
from models.check_ins import CheckIn
from models.edges import Edge
from models.points.ledger import PointsAccount
from models.scans.rows import Scan
from tests import doors, people
from tests.doors import Door
from tests.journeys.api import Caller
from tests.journeys.house import settings
from tests.server.edge.running import Cloud, EdgeHouse

_PATIENCE_SECONDS = 30


@dataclass
class Venue:
    """A door in the cloud, passes of its guests, and an edge that may be paired by its codes."""

    cloud: Cloud
    edge: EdgeHouse
    door: Door
    tokens: Sequence[str]
    code: str
    database_url: str

    async def another_code(self) -> str:
        """A code for an edge, made as staff would."""
        async with database.connected(self.database_url):
            return await _code(self.door)

    async def revoke_edges(self) -> None:
        """Take every edge's credential back, as staff would."""
        async with database.connected(self.database_url):
            gus = await people.member("Gus")
            for edge in await Edge.all():
                await edge.revoke(by=gus.id)

    async def comes_to(self, **counts: Any) -> None:
        """Wait until the cloud has come to this, and see that it stays so."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while await self.counted() != counts:
                    await asyncio.sleep(0.2)
        assert await self.counted() == counts

    async def counted(self) -> dict[str, Any]:
        """What the cloud came to."""
        async with database.connected(self.database_url):
            return {
                "scans": await Scan.all().count(),
                "check_ins": await CheckIn.all().count(),
                "points": sum([account.points for account in await PointsAccount.all()]),
            }


async def venue(database_url: str, folder: Path, guests: int) -> Venue:
    """All of it, on a database that nobody has open."""
    async with database.connected(database_url):
        door = await doors.door()
        tokens = await doors.crowd(door.event, guests)
        code = await _code(door)
    cloud = Cloud(settings(database_url, folder), folder)
    house = EdgeHouse(cloud.url, door.event.id, folder)
    return Venue(cloud, house, door, tokens, code, database_url)


async def hand_in(
    tablet: Caller, door: Door, items: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The answers to a batch of the door's tablet."""
    return await hand_in_as(tablet, door.said_by.batch(items))


async def hand_in_as(tablet: Caller, batch: dict[str, str]) -> list[dict[str, Any]]:
    """The answers to a batch as it was signed."""
    payload = await tablet.do("scanBatchSubmit", "answers { verdict gateName }", **batch)
    answers: list[dict[str, Any]] = payload["answers"]
    return answers


def verdicts(answers: Sequence[dict[str, Any]]) -> list[str]:
    """Just the verdicts."""
    return [answer["verdict"] for answer in answers]


async def _code(door: Door) -> str:
    gus = await people.member("Gus")
    return (await pairing_codes.start_edge(door.event, by=gus.id)).code
