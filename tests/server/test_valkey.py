"""Valkey carries the doorbell from one process to the others, and comes back by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from models import doorbell
from server import valkey as carrying
from server.valkey import doorbell_carried
from tests import valkey
from tests.waiting import until

_PATIENCE = 5.0


@pytest.fixture
async def store() -> AsyncIterator[Redis]:
    async with valkey.server() as url, Redis.from_url(url) as client:
        yield client


async def _subscribed(store: Redis, count: int) -> None:
    """Wait until so many processes listen."""

    async def subscribed() -> bool:
        [(_, there)] = await store.pubsub_numsub(carrying._CHANNEL)
        return bool(there >= count)

    await until(subscribed)


async def test_a_ring_of_another_process_is_heard_here(store: Redis) -> None:
    async with doorbell_carried(store):
        await _subscribed(store, 1)
        with doorbell.listening("leads:1") as heard:
            await store.publish(carrying._CHANNEL, "another-process leads:1")
            async with asyncio.timeout(_PATIENCE):
                await heard.wait()


async def test_a_ring_of_this_process_reaches_the_others_once(store: Redis) -> None:
    async with doorbell_carried(store), store.pubsub(ignore_subscribe_messages=True) as other:
        await other.subscribe(carrying._CHANNEL)
        await _subscribed(store, 2)
        for _ in range(3):
            doorbell.ring("outbox")
        doorbell.ring("leads:1")
        heard = []
        async with asyncio.timeout(_PATIENCE):
            async for message in other.listen():
                heard.append(message["data"].decode().partition(" ")[2])
                if len(heard) == 2:
                    break
        assert sorted(heard) == ["leads:1", "outbox"]


async def test_this_process_does_not_hear_its_own_rings_again(store: Redis) -> None:
    carrier = carrying._Carrier(store)
    with doorbell.listening("leads:1") as heard:
        carrier._ring(f"{carrier.name} leads:1".encode())
        assert not heard.is_set()
        carrier._ring(b"somebody-else leads:1")
        assert heard.is_set()


async def test_a_lost_connection_is_made_again(store: Redis) -> None:
    async with doorbell_carried(store):
        await _subscribed(store, 1)
        assert await store.client_kill_filter(_type="pubsub") == 1
        await _subscribed(store, 1)
        with doorbell.listening("leads:1") as heard:
            await store.publish(carrying._CHANNEL, "another-process leads:1")
            async with asyncio.timeout(_PATIENCE):
                await heard.wait()


async def test_a_store_that_is_away_takes_nothing_from_this_process() -> None:
    async with AsyncExitStack() as stack:
        away = await stack.enter_async_context(Redis.from_url("redis://127.0.0.1:1/0"))
        await stack.enter_async_context(doorbell_carried(away))
        heard = stack.enter_context(doorbell.listening("leads:1"))
        doorbell.ring("leads:1")
        assert heard.is_set()


async def test_what_waits_to_be_sent_does_not_grow_for_ever() -> None:
    async with Redis.from_url("redis://127.0.0.1:1/0") as away:
        carrier = carrying._Carrier(away)
        for number in range(carrying._MOST_WAITING + 50):
            carrier.carry(f"topic:{number}")
        assert len(carrier.waiting) == carrying._MOST_WAITING
