"""A worker that is killed outright amid its webhooks loses none, and keeps their order."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from models.webhook_deliveries.rows import DeliveryState, WebhookDelivery
from tests import prospects, worker_process
from tests.style.source import ROOT
from tests.webhooks import Receiver, endpoint, receiver, states

pytestmark = pytest.mark.drill
LEADS = 30
KILLS = 3
SECONDS = 90.0


@contextmanager
def _process(url: str, folder: Path, minutes_ahead: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", worker_process.__name__, url, str(folder), str(minutes_ahead)]
    with subprocess.Popen(command, cwd=ROOT) as worker:
        try:
            yield worker
        finally:
            worker.kill()


async def test_nothing_is_lost_and_the_order_kept_though_workers_are_killed_amid_sending(
    db: str, tmp_path: Path
) -> None:
    dealer = await prospects.dealer()
    async with receiver() as there, receiver() as other:
        made = [await endpoint(dealer, there), await endpoint(dealer, other)]
        for number in range(LEADS):
            await prospects.lead(dealer, f"Guest {number}")
        for kill in range(KILLS):
            # The leases of those killed before are over by its clock.
            with _process(db, tmp_path, 2 * kill) as worker:
                await _until_called(there, (kill + 1) * LEADS // (KILLS + 2))
                there.gate.clear()  # so that one is under way
                await _until_called(there, len(there.calls) + 1)
                worker.send_signal(signal.SIGKILL)
                worker.wait()
            there.gate.set()
        assert await WebhookDelivery.filter(state=DeliveryState.PENDING).exists()
        with _process(db, tmp_path, 2 * KILLS) as last:
            await _until_delivered()
            last.send_signal(signal.SIGTERM)
            assert last.wait(SECONDS) == 0

    for one, calls in zip(made, (there, other), strict=True):
        assert await states(one) == ["DELIVERED"] * LEADS
        assert sorted(set(calls.seqs)) == list(range(1, LEADS + 1))
        # Whoever was under way at a kill is sent again, and then the next.
        assert all(after in {before, before + 1} for before, after in pairwise(calls.seqs))
        assert len(calls.seqs) <= LEADS + KILLS
    ids = {(call.seq, call.headers["webhook-id"]) for call in there.calls}
    assert len(ids) == LEADS


async def _until_delivered() -> None:
    async with asyncio.timeout(SECONDS):
        while await WebhookDelivery.exclude(state=DeliveryState.DELIVERED).exists():
            await asyncio.sleep(0.05)


async def _until_called(there: Receiver, count: int) -> None:
    async with asyncio.timeout(SECONDS):
        while len(there.calls) < count:
            await asyncio.sleep(0.01)
