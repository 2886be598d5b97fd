"""Clashes for tests: passes that two tablets let in, each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models import clock
from models.conflicts import Conflict
from models.seats import Seat
from tests import doors, people
from tests.client import Api
from tests.doors import Door

ALONE: dict[str, Any] = {"shown": "ADMITTED", "alone": True}


@dataclass
class Clash:
    """A door with two tablets, North and South, and the seats whose passes both let in."""

    north: Door
    south: Door
    seats: Sequence[Seat]
    at: datetime

    async def conflicts(self) -> list[Conflict]:
        """The conflicts that stand, the oldest first."""
        return await Conflict.filter(event_id=self.north.event.id).order_by("id")

    async def again(self, api: Api, minutes: int = 9) -> None:
        """The first pass at South once more, so long after North."""
        [token] = await doors.tokens(self.seats[0])
        at = self.at + timedelta(minutes=minutes)
        await self.south.submit(api, [self.south.scan(token, at, **ALONE)])


async def clash(api: Api, *names: str) -> Clash:
    """North lets these people in, and South 90 seconds later, both without a network."""
    north = await doors.door()
    south = await north.another_tablet("South")
    guests = [await people.member(name) for name in names or ("Ann",)]
    seats = await doors.seated(north.event, *guests)
    at = clock.now() - timedelta(minutes=30)
    for door, later in ((north, 0), (south, 90)):
        for token in await doors.tokens(*seats):
            scan = door.scan(token, at + timedelta(seconds=later), **ALONE)
            await door.submit(api, [scan])
    return Clash(north, south, seats, at)
