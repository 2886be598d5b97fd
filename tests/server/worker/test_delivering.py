"""Delivering: side by side, at least once, and nothing is lost when something fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage

import asyncpg
import pytest

from models import clock, outbox
from models.mails import Mail
from models.outbox import OutboxMessage
from server import worker
from server.worker import delivering
from tests import places
from tests.postbox import Postbox

SECONDS = 10.0


@asynccontextmanager
async def _working(box: Postbox) -> AsyncIterator[asyncio.Event]:
    """A worker at work, stopped in good order at the end."""
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(box.setup(), stop))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(SECONDS):
            await task


async def _until_sent(count: int) -> None:
    """Wait until so many letters are sent and written down as sent."""
    async with asyncio.timeout(SECONDS):
        while await Mail.exclude(sent_at=None).count() < count:
            await asyncio.sleep(0.01)


@dataclass
class Slow(Postbox):
    """A transport that takes letters only once it is opened, and counts who waits."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0
    most: int = 0

    async def send(self, letter: EmailMessage) -> None:
        """Wait for the opening, then accept."""
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        await self.opened.wait()
        self.waiting -= 1
        await super().send(letter)

    async def until_waiting(self, count: int) -> None:
        """Return once so many letters are under way."""
        async with asyncio.timeout(SECONDS):
            while self.waiting < count:
                await asyncio.sleep(0.01)


@pytest.mark.usefixtures("db")
async def test_what_a_verb_tells_is_delivered_as_soon_as_it_commits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivering, "LOOK_SECONDS", 3600.0)  # only the doorbell can wake it
    box, event = Postbox(), await places.event()
    async with _working(box):
        await places.register(event, "Ann")
        await _until_sent(1)

    assert [letter["To"] for letter in box.letters] == ["ann@people.example"]


@pytest.mark.usefixtures("db")
async def test_what_was_told_without_a_ring_is_found_all_the_same() -> None:
    box, event = Postbox(), await places.event()
    await places.register(event, "Ann")
    async with _working(box):
        await _until_sent(1)


@pytest.mark.usefixtures("db")
async def test_at_most_so_many_are_under_way_at_once_and_all_of_them_get_done() -> None:
    box, event = Slow(), await places.event(await places.hall(), capacity=40)
    for number in range(20):
        await places.register(event, f"Guest{number}")
    async with _working(box):
        await box.until_waiting(delivering.AT_ONCE)
        box.opened.set()
        await _until_sent(20)

    assert box.most == delivering.AT_ONCE
    assert len({letter["To"] for letter in box.letters}) == 20


@pytest.mark.usefixtures("db")
async def test_letters_that_a_mail_server_keeps_waiting_hold_up_nothing_else() -> None:
    box, event = Slow(), await places.event(await places.hall(), capacity=40)
    for number in range(delivering.AT_ONCE + 1):
        await places.register(event, f"Guest{number}")
    async with _working(box):
        await box.until_waiting(delivering.AT_ONCE)
        await places.register(event, "Late")
        async with asyncio.timeout(SECONDS):
            while not await Mail.exists(to_address="late@people.example"):
                await asyncio.sleep(0.01)
        box.opened.set()
        await _until_sent(delivering.AT_ONCE + 2)


@pytest.mark.usefixtures("db")
async def test_a_stop_waits_for_what_is_under_way_and_writes_it_down() -> None:
    box = Slow()
    await places.register(await places.event(), "Ann")
    async with _working(box) as stop:
        await box.until_waiting(1)
        stop.set()
        box.opened.set()

    assert len(box.letters) == 1
    assert await Mail.filter(sent_at=None).count() == 0
    assert await OutboxMessage.filter(delivered_at=None).count() == 0


@pytest.mark.usefixtures("db")
async def test_two_workers_share_the_work_and_do_nothing_twice() -> None:
    one, other = Postbox(), Postbox()
    event = await places.event(await places.hall(), capacity=40)
    for number in range(20):
        await places.register(event, f"Guest{number}")
    async with _working(one), _working(other):
        await _until_sent(20)

    sent = [letter["To"] for letter in one.letters + other.letters]
    assert len(sent) == len(set(sent)) == 20


@pytest.mark.usefixtures("db")
async def test_a_topic_that_nobody_knows_is_put_off_and_logged_and_holds_up_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    box = Postbox()
    await outbox.tell("moon.landed", moon="far side")
    await places.register(await places.event(), "Ann")

    await box.fetch()

    assert len(box.letters) == 1
    left = await OutboxMessage.get(delivered_at=None)
    assert (left.topic, left.attempts, left.leased_until) == ("moon.landed", 1, None)
    assert left.last_error == "UnknownTopic: moon.landed"
    assert left.due_at > clock.now()
    assert "moon.landed" in caplog.text


@pytest.mark.usefixtures("db")
async def test_a_message_of_a_worker_that_died_is_taken_over_when_its_lease_is_over() -> None:
    await places.register(await places.event(), "Ann")
    died = await outbox.lease(10)
    box = Postbox()
    assert await box.fetch() == []

    later = clock.now() + outbox.LEASE + timedelta(seconds=1)
    with clock.injected(lambda: later):
        await box.fetch()

    assert len(died) == len(box.letters) == 1


async def test_lines_cut_between_acceptance_and_writing_down_cost_no_second_letter(db: str) -> None:
    if db.startswith("sqlite"):
        pytest.skip("SQLite has no lines to cut")
    box = Slow()
    await places.register(await places.event(), "Ann")
    administrator = await asyncpg.connect(db)
    async with _working(box):
        await box.until_waiting(1)
        await administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        box.opened.set()
        async with asyncio.timeout(SECONDS):
            while not await administrator.fetchval(
                "SELECT count(*) FROM mails, pg_sleep(0.05) WHERE sent_at IS NOT NULL"
            ):
                continue
    left = await administrator.fetchval(
        "SELECT count(*) FROM outbox_messages WHERE delivered_at IS NULL"
    )
    await administrator.close()

    assert left == 0
    assert len(box.letters) == 1
