"""Valkey carries the doorbell between processes. It may lose rings: whoever waits looks anyway."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from models import doorbell

_log = structlog.get_logger("paddock.valkey")
_CHANNEL = "paddock:doorbell"
_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0
_MOST_WAITING = 10_000


@asynccontextmanager
async def doorbell_carried(client: Redis) -> AsyncIterator[None]:
    """Take this process's rings to the others, and theirs here, until the block ends."""
    carrier = _Carrier(client)
    tasks = [asyncio.create_task(carrier.send()), asyncio.create_task(carrier.receive())]
    try:
        with doorbell.carried_by(carrier.carry):
            yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


class _Carrier:
    """Rings that wait to be sent are a set: to ring a bell twice is to ring it once."""

    def __init__(self, client: Redis) -> None:
        self.client = client
        self.name = uuid4().hex
        self.waiting: dict[str, None] = {}
        self.rung = asyncio.Event()

    def carry(self, topic: str) -> None:
        """Have `topic` rung elsewhere soon; dropped where too much waits already."""
        if len(self.waiting) < _MOST_WAITING:
            self.waiting[topic] = None
            self.rung.set()

    async def send(self) -> None:
        """Send what waits, for ever."""
        wait = _FIRST_WAIT
        while True:
            await self.rung.wait()
            self.rung.clear()
            topics, self.waiting = list(self.waiting), {}
            try:
                async with self.client.pipeline(transaction=False) as pipe:
                    for topic in topics:
                        pipe.publish(_CHANNEL, f"{self.name} {topic}")
                    await pipe.execute()
                wait = _FIRST_WAIT
            except (RedisError, OSError) as problem:
                wait = await _pause("rings are lost", problem, wait)

    async def receive(self) -> None:
        """Ring here what is rung elsewhere, for ever; connects again by itself."""
        wait = _FIRST_WAIT
        while True:
            try:
                async with self.client.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(_CHANNEL)
                    wait = _FIRST_WAIT
                    async for message in channel.listen():
                        self._ring(message["data"])
            except (RedisError, OSError) as problem:
                wait = await _pause("no rings from other processes", problem, wait)

    def _ring(self, data: bytes) -> None:
        sender, _, topic = data.decode().partition(" ")
        if sender != self.name:
            doorbell.ring_here(topic)


async def _pause(what: str, problem: Exception, wait: float) -> float:
    """Wait before the next try, and return how long the one after it should be."""
    _log.warning(what, problem=type(problem).__name__, retry_seconds=wait)
    await asyncio.sleep(wait)
    return min(wait * 2, _LONGEST_WAIT)
