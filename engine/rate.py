"""Token buckets: so much at once, and so much a second after that."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from redis.asyncio import Redis

from engine.errors import RateLimited

Clock = Callable[[], datetime]
"""Tells the time, aware UTC."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What is left of a bucket, and when it will be full again (aware UTC)."""

    limit: int
    remaining: int
    reset_at: datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket's capacity, and how much of it comes back each second."""

    capacity: int
    per_second: float

    def taken(self, cost: float) -> float:
        """A cost that no bucket could ever hold takes a whole one."""
        return min(cost, self.capacity)

    def left(self, tokens: float, now: datetime) -> RateLimit:
        """The limit as it stands with these tokens."""
        refill = timedelta(seconds=(self.capacity - tokens) / self.per_second)
        return RateLimit(self.capacity, int(tokens), now + refill)


class Buckets(Protocol):
    """A bucket for each key, full at first."""

    async def take(self, key: str, cost: int) -> RateLimit:
        """Take the cost from the bucket; raises RateLimited, taking nothing, if it lacks."""


class _Level(NamedTuple):
    tokens: float
    at: datetime


class MemoryBuckets:
    """Buckets of one process: the `most` keys used last, others are forgotten and so full."""

    def __init__(self, rate: Rate, clock: Clock, *, most: int = 10_000) -> None:
        self.rate = rate
        self.clock = clock
        self.most = most
        self._levels: OrderedDict[str, _Level] = OrderedDict()

    async def take(self, key: str, cost: int) -> RateLimit:
        """Take the cost from the bucket; raises RateLimited, taking nothing, if it lacks."""
        now, taken = self.clock(), self.rate.taken(cost)
        level = self._level(key, now)
        tokens = level.tokens - taken
        if tokens < 0:
            raise RateLimited(-tokens / self.rate.per_second)
        self._levels[key] = level._replace(tokens=tokens)
        self._levels.move_to_end(key)
        if len(self._levels) > self.most:
            self._levels.popitem(last=False)
        return self.rate.left(tokens, now)

    def _level(self, key: str, now: datetime) -> _Level:
        tokens, at = self._levels.get(key) or _Level(self.rate.capacity, now)
        passed = max(0.0, (now - at).total_seconds())
        return _Level(min(self.rate.capacity, tokens + passed * self.rate.per_second), max(now, at))


TAKE = """
local capacity, per_second = tonumber(ARGV[1]), tonumber(ARGV[2])
local now, taken = tonumber(ARGV[3]), tonumber(ARGV[4])
local level = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local at = math.max(tonumber(level[2]) or now, now)
local passed = at - (tonumber(level[2]) or at)
local tokens = math.min(capacity, (tonumber(level[1]) or capacity) + passed * per_second)
if tokens < taken then
  return {0, tostring(tokens)}
end
tokens = tokens - taken
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', at))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) / per_second * 1000) + 1000)
return {1, tostring(tokens)}
"""


class SharedBuckets:
    """Buckets in Valkey or Redis, shared by all processes; an idle one is forgotten once full.

    Processes whose clocks differ agree on the latest; the store's errors are passed on.
    """

    def __init__(self, store: Redis, rate: Rate, clock: Clock, *, prefix: str = "rate:") -> None:
        self.rate = rate
        self.clock = clock
        self.prefix = prefix
        self._take = store.register_script(TAKE)

    async def take(self, key: str, cost: int) -> RateLimit:
        """Take the cost from the bucket; raises RateLimited, taking nothing, if it lacks."""
        now, taken = self.clock(), self.rate.taken(cost)
        allowed, left = await self._take(
            keys=[self.prefix + key],
            args=[self.rate.capacity, self.rate.per_second, now.timestamp(), taken],
        )
        tokens = float(left)
        if not allowed:
            raise RateLimited((taken - tokens) / self.rate.per_second)
        return self.rate.left(tokens, now)
