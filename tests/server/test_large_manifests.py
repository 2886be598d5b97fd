"""Manifests of multitudes: how large they are, and that other requests go on meanwhile."""

import asyncio
import gc
import gzip
from time import thread_time

import pytest

from schema import nodes
from tests import doors, multitudes
from tests.doors import Door
from venues.carried import Carried, Manifest

pytestmark = pytest.mark.usefixtures("db")
_KB, _MB = 1_000, 1_000_000


async def _made(door: Door) -> tuple[Manifest, float]:
    """The manifest, and how many seconds the loop worked at the longest before it turned to others.

    They are seconds of the processor, so that whoever else uses the machine does not count.
    """
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = thread_time()
            await asyncio.sleep(0.001)
            longest = max(longest, thread_time() - before)

    gc.collect()
    gc.freeze()  # as a server does: what the test holds is not gone through again and again
    ticking = asyncio.create_task(tick())
    made = await Carried().manifest(door.event.id, nodes.encode("Event", door.event.id))
    ticking.cancel()
    gc.unfreeze()
    return made, longest


async def test_five_thousand_registrations_with_guests_take_at_most_250_kb() -> None:
    door = await doors.door()
    await multitudes.seat(door.event, multitudes.guests(6_000))
    made, _ = await _made(door)
    assert len(gzip.decompress(made.content).splitlines()) == 6_001
    assert len(made.content) <= 200 * _KB
    await multitudes.admit(door.event, door.gate, door.device.id)
    made, _ = await _made(door)
    assert len(made.content) <= 250 * _KB


@pytest.mark.drill
async def test_a_hundred_thousand_take_at_most_6_mb_and_block_nobody() -> None:
    door = await doors.door()
    await multitudes.seat(door.event, multitudes.guests(100_000))
    await multitudes.admit(door.event, door.gate, door.device.id)
    made, longest = await _made(door)
    assert len(gzip.decompress(made.content).splitlines()) == 100_001
    assert len(made.content) <= 6 * _MB
    assert longest <= 0.05
