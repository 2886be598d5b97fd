"""The lane at work: endpoints side by side, each one worker’s at a time, whatever happens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from models import database
from models.dealers import Dealer
from models.lead_feed import LEADS
from models.leads import Lead, LeadState
from models.numbered import relay
from models.webhook_deliveries import queueing, taking
from models.webhook_deliveries.rows import DeliveryState, WebhookAttempt, WebhookDelivery
from models.webhook_endpoints import WebhookEndpoint
from server import worker
from server.webhooks import messages
from tests import prospects
from tests.postbox import Postbox
from tests.waiting import until
from tests.webhooks import RULES, Receiver, deliver, endpoint, receiver, states

pytestmark = pytest.mark.usefixtures("db")


async def _move(lead: Lead) -> None:
    async with database.transaction():
        await lead.move(LeadState.ACKNOWLEDGED, "", by=lead.id)
    await relay.number(LEADS)


async def _leads(dealer: Dealer, count: int) -> list[Lead]:
    return [await prospects.lead(dealer, f"Guest {number}") for number in range(count)]


async def test_two_workers_at_once_send_each_message_once_and_keep_the_order() -> None:
    dealers = [await prospects.dealer(f"Dealer {number}") for number in range(4)]
    async with receiver() as one, receiver() as two, receiver() as three, receiver() as four:
        all_there = [one, two, three, four]
        for dealer, there in zip(dealers, all_there, strict=True):
            await endpoint(dealer, there)
            await _leads(dealer, 10)
        await asyncio.gather(*(deliver() for _ in range(4)))
        await deliver()

    assert [there.seqs for there in all_there] == [list(range(1, 11))] * 4
    assert await WebhookAttempt.all().count() == 40


async def test_an_endpoint_is_one_workers_at_a_time_until_its_lease_is_over() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        await queueing.queue()
        [held] = await taking.take(9)
        assert await taking.take(9) == []
        over = replace(held, leased_until=held.leased_until + taking.LEASE)
        assert await taking.next_of(over) is None
        await taking.release(held)
        assert [one.id for one in await taking.take(9)] == [made.id]


async def test_what_is_being_sent_to_an_endpoint_that_is_deleted_meanwhile_is_forgotten() -> None:
    dealer = await prospects.dealer()
    async with receiver(is_open=False) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        task = asyncio.create_task(deliver())
        await _until_called(there, 1)
        async with database.transaction():
            await made.remove(by=made.id)
        there.gate.set()
        await task

    assert await WebhookDelivery.all().count() == await WebhookAttempt.all().count() == 0


@asynccontextmanager
async def _working() -> AsyncIterator[None]:
    stop = asyncio.Event()
    setup = replace(Postbox().setup(), webhooks=RULES)
    task = asyncio.create_task(worker.run(setup, stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(30):
            await task


async def _until_called(there: Receiver, count: int) -> None:
    async def holds() -> bool:
        return len(there.calls) >= count

    await until(holds)


async def test_a_slow_endpoint_holds_up_neither_its_neighbours_nor_the_letters() -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    async with receiver(is_open=False) as slow, receiver() as quick, _working():
        await endpoint(dealer, slow)
        await endpoint(dealer, quick)
        await endpoint(other, quick)
        for lead in await _leads(dealer, 3):
            await _move(lead)
        await _leads(other, 3)
        await _until_called(quick, 9)
        assert len(slow.calls) == 1
        slow.gate.set()
        await _until_called(slow, 6)

    assert slow.seqs == [1, 2, 3, 4, 5, 6]


async def test_a_stop_waits_for_what_is_under_way_and_writes_it_down() -> None:
    dealer = await prospects.dealer()
    async with receiver(is_open=False) as there:
        made = await endpoint(dealer, there)
        await _leads(dealer, 2)
        async with _working():
            await _until_called(there, 1)
            asyncio.get_running_loop().call_later(0.05, there.gate.set)

    assert await states(made) == ["DELIVERED", "PENDING"]
    assert (await WebhookEndpoint.get()).first_failed_at is None


async def test_a_fault_of_ours_leaves_the_endpoint_alone_until_its_lease_is_over(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dealer = await prospects.dealer()

    async def broken(_due: object) -> bytes:
        raise ZeroDivisionError

    async with receiver() as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        monkeypatch.setattr(messages, "written", broken)
        await deliver()

    assert there.calls == []
    assert await states(made) == [DeliveryState.PENDING]
    assert await WebhookAttempt.all().count() == 0
    assert "waits for its lease" in caplog.text
