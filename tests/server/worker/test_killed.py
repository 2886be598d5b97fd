"""A worker that is killed outright loses nothing: the next one finishes, each effect once."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.mails import Mail
from models.notifications import Notification
from models.outbox import OutboxMessage
from tests import places, worker_process
from tests.style.source import ROOT

pytestmark = pytest.mark.drill

PARTIES = 30
SECONDS = 40.0


@contextmanager
def _process(url: str, folder: Path, minutes_ahead: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", worker_process.__name__, url, str(folder), str(minutes_ahead)]
    with subprocess.Popen(command, cwd=ROOT) as worker:
        try:
            yield worker
        finally:
            worker.kill()


async def _until_written(folder: Path, count: int) -> None:
    async with asyncio.timeout(SECONDS):
        while len(list(folder.glob("*.eml"))) < count:
            await asyncio.sleep(0.005)


async def _until_done() -> None:
    async with asyncio.timeout(SECONDS):
        while await OutboxMessage.filter(delivered_at=None).exists():
            await asyncio.sleep(0.05)


async def test_every_effect_is_there_exactly_once_after_a_kill_in_the_middle(
    db: str, tmp_path: Path
) -> None:
    event = await places.event(await places.hall(), capacity=PARTIES)
    for number in range(PARTIES):
        await places.register(event, f"Guest{number}")

    with _process(db, tmp_path, 0) as first:
        await _until_written(tmp_path, 5)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert await OutboxMessage.filter(delivered_at=None).exists(), "it was done before the kill"

    with _process(db, tmp_path, 2) as second:  # the leases of the first are over by then
        await _until_done()
        second.send_signal(signal.SIGTERM)
        assert second.wait(SECONDS) == 0

    mails = await Mail.all()
    assert len({mail.to_address for mail in mails}) == len(mails) == PARTIES
    assert all(mail.sent_at for mail in mails)
    assert {file.stem for file in tmp_path.glob("*.eml")} == {str(mail.id) for mail in mails}
    assert await Notification.all().count() == PARTIES
    assert await OutboxMessage.filter(topic="mail.send").count() == PARTIES
