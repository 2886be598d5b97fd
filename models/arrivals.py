"""Arrivals: all that tablets hand in at once, taken in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models import database, devices
from models.devices import Seen
from models.scans.said import Concluded, Judge, Key, Merge, Said, Undone
from models.scans.submitting import submit


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What was said, of several tablets perhaps, and what each told of itself."""

    scans: Sequence[Said] = ()
    undos: Sequence[Undone] = ()
    seen: Mapping[UUID, Seen] = field(default_factory=dict)


async def take(
    arrivals: Arrivals, judge: Judge, merge: Merge, *, rewards: bool = True
) -> dict[Key, Concluded]:
    """Store all of it and conclude what follows; nothing of it is answered before it is kept."""
    async with database.transaction():
        concluded = await submit(arrivals.scans, arrivals.undos, judge, merge, rewards=rewards)
        await devices.saw(arrivals.seen)
    return concluded
