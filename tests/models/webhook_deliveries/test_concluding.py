"""What follows from attempts: waits, the line, death, and the pause of an endpoint that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from models import clock, database, webhook_endpoints
from models.audit import AuditEntry
from models.outbox import OutboxMessage
from models.webhook_deliveries import by_hand, concluding
from models.webhook_deliveries.concluding import FAILURES_IN_LINE, JITTER, WAITS
from models.webhook_deliveries.rows import AttemptFailure, WebhookAttempt, WebhookDelivery
from models.webhook_endpoints import PauseReason, WebhookEndpoint
from tests import prospects
from tests.webhooks import Call, deliver, endpoint, receiver, states

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime(2030, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@contextmanager
def _at(now: datetime) -> Iterator[None]:
    with clock.injected(lambda: now):
        yield


async def _deliver_at(now: datetime) -> None:
    with _at(now):
        await deliver()


async def _due_at(seq: int = 1) -> datetime:
    return (await WebhookDelivery.get(seq=seq)).due_at


@pytest.fixture(autouse=True)
def _since_noon() -> Iterator[None]:
    with _at(NOON):
        yield


def test_the_waits_grow_and_are_three_days_in_all() -> None:
    assert sorted(WAITS) == list(WAITS)
    assert timedelta(hours=71) < sum(WAITS, timedelta()) < timedelta(hours=72)


async def test_a_failure_is_tried_again_at_its_time_under_its_own_id() -> None:
    dealer = await prospects.dealer()
    async with receiver(503) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        tried = []
        now = NOON
        for _ in range(5):
            await _deliver_at(now)
            await _deliver_at(await _due_at() - SECOND)
            tried.append(now)
            now = await _due_at()
        there.status = 200
        await _deliver_at(now)

    assert {call.headers["webhook-id"] for call in there.calls} == {
        f"msg_{(await WebhookDelivery.get()).id}"
    }
    stamps = [int(call.headers["webhook-timestamp"]) for call in there.calls]
    assert stamps == [int(at.timestamp()) for at in (*tried, now)]
    attempts = await WebhookAttempt.all().order_by("id")
    assert [(row.status, row.failure) for row in attempts] == [
        *[(503, AttemptFailure.REFUSED)] * 5,
        (200, None),
    ]
    assert await states(made) == ["DELIVERED"]
    row = await WebhookEndpoint.get()
    assert (row.first_failed_at, row.failure_count, row.last_delivered_at) == (None, 0, now)


async def test_waits_are_spread_so_that_not_all_come_back_at_once() -> None:
    dealer = await prospects.dealer()
    async with receiver(500) as there:
        await endpoint(dealer, there)
        await endpoint(dealer, there)
        await endpoint(dealer, there)
        await prospects.lead(dealer)
        await deliver()
    waits = [row.due_at - NOON for row in await WebhookDelivery.all()]
    assert len(set(waits)) == 3
    assert all(WAITS[0] * (1 - JITTER) <= wait <= WAITS[0] * (1 + JITTER) for wait in waits)


async def test_a_message_that_is_refused_for_three_days_is_dead_and_can_be_replayed() -> None:
    dealer = await prospects.dealer()
    async with receiver(lambda call: 422 if call.seq == 1 else 200) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        now = NOON
        for number in range(len(WAITS) + 1):
            await _deliver_at(now)
            await prospects.lead(dealer, f"Guest {number}")  # the others get through
            await _deliver_at(now)
            now = max(await _due_at(), now)
        assert (await states(made))[0] == "DEAD"
        assert (await WebhookEndpoint.get()).paused_at is None
        await _deliver_at(now + 9 * DAY)
        refused = [call for call in there.calls if call.seq == 1]
        assert len(refused) == len(WAITS) + 1

        there.status = 200
        with _at(now):
            async with database.transaction():
                dead = await WebhookDelivery.get(seq=1)
                await by_hand.replay(dead, by=made.id)
            await deliver()

    again = [call for call in there.calls if call.seq == 1][-1]
    assert again.headers["webhook-id"] == refused[0].headers["webhook-id"]
    assert (await states(made))[0] == "DELIVERED"
    assert await AuditEntry.filter(action="webhook_delivery.replay", actor_id=made.id).count() == 1


async def test_while_nobody_answers_all_wait_in_line_and_then_come_in_their_order() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        pass
    made = await endpoint(dealer, there)
    for number in range(4):
        await prospects.lead(dealer, f"Guest {number}")
    now = NOON
    for _ in range(FAILURES_IN_LINE + 2):
        await _deliver_at(now)
        now = await _due_at()
    assert await WebhookAttempt.all().count() == FAILURES_IN_LINE + 2
    assert len({row.delivery_id for row in await WebhookAttempt.all()}) == 1

    async with receiver() as back:
        await WebhookEndpoint.all().update(url=back.url)
        await _deliver_at(now)
    assert back.seqs == [1, 2, 3, 4]
    assert await states(made) == ["DELIVERED"] * 4


async def test_a_message_that_is_refused_three_times_steps_aside_for_the_others() -> None:
    dealer = await prospects.dealer()
    async with receiver(lambda call: 500 if call.seq == 1 else 204) as there:
        made = await endpoint(dealer, there)
        for number in range(3):
            await prospects.lead(dealer, f"Guest {number}")
        now = NOON
        for _ in range(FAILURES_IN_LINE):
            await _deliver_at(now)
            now = await _due_at()
    assert there.seqs == [1, 1, 1, 2, 3]
    assert await states(made) == ["PENDING", "DELIVERED", "DELIVERED"]


@pytest.mark.parametrize("status", [429, 503])
async def test_who_says_that_it_is_busy_keeps_the_order(status: int) -> None:
    dealer = await prospects.dealer()
    async with receiver(status) as there:
        await endpoint(dealer, there)
        await prospects.lead(dealer)
        await prospects.lead(dealer, "Hu Na")
        now = NOON
        for _ in range(FAILURES_IN_LINE + 1):
            await _deliver_at(now)
            now = await _due_at()
        there.status = 200
        await _deliver_at(now)
    assert there.seqs == [1] * (FAILURES_IN_LINE + 2) + [2]


async def test_an_endpoint_that_is_gone_is_paused_at_once_and_its_owner_told() -> None:
    dealer = await prospects.dealer()
    async with receiver(410) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        await prospects.lead(dealer, "Hu Na")
        await deliver()
        await _deliver_at(NOON + DAY)

    assert there.seqs == [1]
    row = await WebhookEndpoint.get()
    assert (row.paused_at, row.pause_reason) == (NOON, PauseReason.GONE)
    told = await OutboxMessage.filter(topic="webhook_endpoint.paused")
    assert [message.payload for message in told] == [{"webhook_endpoint": str(made.id)}]
    assert await states(made) == ["PENDING", "PENDING"]


async def _fail_until_paused() -> datetime:
    now = NOON
    for _ in range(20):
        await _deliver_at(now)
        if (await WebhookEndpoint.get()).paused_at:
            return now
        now = await _due_at()
    raise AssertionError("it was never paused")


async def test_an_endpoint_that_fails_for_a_day_is_paused_once_and_loses_nothing() -> None:
    dealer = await prospects.dealer()
    async with receiver(503) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        paused_at = await _fail_until_paused()
        assert DAY <= paused_at - NOON < 2 * DAY
        assert len(there.calls) >= concluding.FAILURES_UNTIL_PAUSE
        row = await WebhookEndpoint.get()
        assert (row.paused_at, row.pause_reason) == (paused_at, PauseReason.FAILING)
        with _at(paused_at):
            await prospects.lead(dealer, "Hu Na")
        await _deliver_at(paused_at + 5 * DAY)
        before = len(there.calls)
        assert await OutboxMessage.filter(topic="webhook_endpoint.paused").count() == 1

        there.status = 200
        with _at(paused_at + 6 * DAY):
            async with database.transaction():
                await by_hand.resume(made, by=made.id)
            await deliver()

    assert there.seqs[before:] == [1, 2]
    assert await states(made) == ["DELIVERED", "DELIVERED"]
    row = await WebhookEndpoint.get()
    assert (row.paused_at, row.first_failed_at) == (None, None)
    assert await WebhookEndpoint.filter(pause_reason=None).exists()
    assert await AuditEntry.filter(action="webhook_endpoint.resume", actor_id=made.id).exists()


async def test_a_test_message_is_sent_to_a_paused_endpoint_and_is_tried_once() -> None:
    dealer = await prospects.dealer()

    def status(call: Call) -> int:
        return 500 if call.said["type"] == "webhook.ping" else 410

    async with receiver(status) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        await deliver()
        async with database.transaction():
            pinged = await by_hand.ping(made, by=made.id)
        await _deliver_at(NOON + SECOND)
        await _deliver_at(NOON + DAY)

    assert [call.said for call in there.calls[1:]] == [
        {"type": "webhook.ping", "timestamp": NOON.isoformat(), "data": {}}
    ]
    row = await WebhookDelivery.get(id=pinged.id)
    assert (row.state, row.ended_at) == ("DEAD", NOON + SECOND)
    assert (await WebhookEndpoint.get()).failure_count == 1  # the lead's alone


async def test_what_waits_can_be_sent_at_once_by_hand_and_keeps_its_place_in_line() -> None:
    dealer = await prospects.dealer()
    async with receiver(503) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        await prospects.lead(dealer, "Hu Na")
        await deliver()
        there.status = 200
        async with database.transaction():
            await by_hand.replay(await WebhookDelivery.get(seq=1), by=made.id)
        await deliver()
    assert there.seqs == [1, 1, 2]


async def test_a_dealer_is_silent_since_the_last_of_its_endpoints_ceased_to_live() -> None:
    dealer, well, none = [await prospects.dealer(name) for name in ("A", "B", "C")]
    ids = [dealer.id, well.id, none.id]
    async with receiver(410) as gone, receiver(503) as busy, receiver() as there:
        await endpoint(dealer, gone)
        await endpoint(well, busy)
        await endpoint(well, there)
        await prospects.lead(dealer)
        await prospects.lead(well)
        await deliver()
        with _at(NOON + SECOND):
            made = await endpoint(dealer, busy)
            assert await webhook_endpoints.silent_since(ids) == {}
            await prospects.lead(dealer, "Hu Na")
        await _deliver_at(NOON + 9 * SECOND)
        assert await webhook_endpoints.silent_since(ids) == {dealer.id: NOON + 9 * SECOND}
        busy.status = 200
        with _at(NOON + DAY):
            async with database.transaction():
                await by_hand.resume(made, by=made.id)
            assert await webhook_endpoints.silent_since(ids) == {}
