"""Relaying: changes are numbered when the doorbell rings, and found without it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from models import database, doorbell, lead_changes
from models.lead_changes import LeadChange, LeadChangeKind
from models.lead_feed import LEADS
from server import relaying
from tests import prospects

pytestmark = pytest.mark.usefixtures("db")
SECONDS = 5.0


@asynccontextmanager
async def _relaying() -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(relaying.relay(LEADS, stop))
    try:
        yield
    finally:
        stop.set()
        doorbell.ring(lead_changes.BELL)
        await task


async def test_a_commit_is_numbered_by_the_ring_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    monkeypatch.setattr(relaying, "LOOK_SECONDS", 3600.0)
    with doorbell.listening(LEADS.bell_of(dealer.id)) as rung:
        async with _relaying(), asyncio.timeout(SECONDS):
            async with database.transaction():
                await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
            await rung.wait()
    assert await LeadChange.filter(seq=None).count() == 0


async def test_a_commit_whose_ring_was_lost_is_numbered_all_the_same() -> None:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    async with _relaying(), asyncio.timeout(SECONDS):
        await LeadChange.create(dealer=dealer, lead_id=lead.id, kind=LeadChangeKind.UPDATED)
        while await LeadChange.filter(seq=None).exists():
            await asyncio.sleep(0.01)
    assert [c.seq for c in await LeadChange.filter(dealer=dealer).order_by("seq")] == [1, 2]
