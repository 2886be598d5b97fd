"""Arrivals: all that tablets hand in at once, taken in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models import database, devices, heard_batches, overfull, walk_in_undos, walk_ins
from models.devices import Seen
from models.heard_batches import Whole
from models.scans.said import Concluded, Judge, Key, Merge, Said, Undone
from models.scans.submitting import submit
from models.stand_leads import taking
from models.stand_leads.said import SaidLead, Taken
from models.walk_ins import SaidWalkIn


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What was said, of several tablets perhaps, and what each told of itself.

    `to_pass_on` are the batches that an edge keeps whole for the server that rewards.
    """

    walk_ins: Sequence[SaidWalkIn] = ()
    scans: Sequence[Said] = ()
    undos: Sequence[Undone] = ()
    leads: Sequence[SaidLead] = ()
    seen: Mapping[UUID, Seen] = field(default_factory=dict)
    to_pass_on: Sequence[Whole] = ()


@dataclass(frozen=True, slots=True)
class Come:
    """What came of it."""

    scans: Mapping[Key, Concluded]
    leads: Mapping[Key, Taken]


async def take(arrivals: Arrivals, judge: Judge, merge: Merge, *, rewards: bool = True) -> Come:
    """Store all of it and conclude what follows; nothing of it is answered before it is kept.

    Walk-ins come first, since their scans are of the seats that they make.
    """
    async with database.transaction():
        await walk_ins.enrol(arrivals.walk_ins, rewards=rewards)
        scans = await submit(arrivals.scans, arrivals.undos, judge, merge, rewards=rewards)
        leads = await taking.take(arrivals.leads, rewards=rewards)
        await _follow(arrivals)
        await devices.saw(arrivals.seen)
        await heard_batches.keep(arrivals.to_pass_on)
    return Come(scans, leads)


async def _follow(arrivals: Arrivals) -> None:
    """Conclude from walk-ins, once their scans are there, whoever of both was heard of first."""
    said = [(one.key, one.event_id) for one in arrivals.walk_ins]
    undone = [(undo.device_id, undo.scan_id) for undo in arrivals.undos]
    left = await walk_in_undos.take_back([*(key for key, _ in said), *undone])
    await overfull.settle({event_id for _, event_id in said} | left)
