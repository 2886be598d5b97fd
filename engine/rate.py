"""Token buckets: so much at once, and so much a second after that."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

from engine.errors import Throttled

if TYPE_CHECKING:
    from redis.asyncio import Redis

Clock = Callable[[], datetime]
"""Tells the time, aware UTC."""


class RateLimit(NamedTuple):
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


class Bucket(NamedTuple):
    """Whose it is, and how much it holds."""

    key: str
    rate: Rate


class Buckets(Protocol):
    """A level for each key, full at first."""

    async def take(self, buckets: Sequence[Bucket], cost: int) -> RateLimit:
        """Take the cost from every bucket, and tell how the one stands that has least left.

        Raises Throttled, taking nothing from any of them, if one lacks.
        """


class _Level(NamedTuple):
    tokens: float
    at: datetime


class MemoryBuckets:
    """Buckets of one process: the `most` keys used last, others are forgotten and so full."""

    def __init__(self, clock: Clock, *, most: int = 20_000) -> None:
        self.clock = clock
        self.most = most
        self._levels: OrderedDict[str, _Level] = OrderedDict()

    async def take(self, buckets: Sequence[Bucket], cost: int) -> RateLimit:
        """As promised by Buckets."""
        now = self.clock()
        levels = [self._level(bucket, now) for bucket in buckets]
        left = [
            level.tokens - bucket.rate.taken(cost)
            for bucket, level in zip(buckets, levels, strict=True)
        ]
        limit = _told(buckets, left, now)
        for bucket, level, tokens in zip(buckets, levels, left, strict=True):
            self._levels[bucket.key] = _Level(tokens, level.at)
            self._levels.move_to_end(bucket.key)
        while len(self._levels) > self.most:
            self._levels.popitem(last=False)
        return limit

    def _level(self, bucket: Bucket, now: datetime) -> _Level:
        rate = bucket.rate
        tokens, at = self._levels.get(bucket.key) or _Level(rate.capacity, now)
        passed = max(0.0, (now - at).total_seconds())
        return _Level(min(rate.capacity, tokens + passed * rate.per_second), max(now, at))


TAKE = """
local now, has_all, levels, told = tonumber(ARGV[1]), true, {}, {}
for i, key in ipairs(KEYS) do
  local capacity, per_second, taken = unpack(ARGV, i * 3 - 1, i * 3 + 1)
  local level = redis.call('HMGET', key, 'tokens', 'at')
  local at = math.max(tonumber(level[2]) or now, now)
  local passed = at - (tonumber(level[2]) or at)
  local tokens = (tonumber(level[1]) or capacity) + passed * per_second
  local left = math.min(capacity, tokens) - taken
  has_all = has_all and left >= 0
  levels[i] = {left, at, (capacity - left) / per_second}
  told[i] = tostring(left)
end
if has_all then
  for i, key in ipairs(KEYS) do
    local left, at, seconds = unpack(levels[i])
    redis.call('HSET', key, 'tokens', tostring(left), 'at', string.format('%.6f', at))
    redis.call('PEXPIRE', key, math.ceil(seconds * 1000) + 1000)
  end
end
return told
"""


class SharedBuckets:
    """Buckets in Valkey or Redis, shared by all processes; an idle one is forgotten once full.

    Processes whose clocks differ agree on the latest; the store's errors are passed on.
    """

    def __init__(self, store: "Redis", clock: Clock, *, prefix: str = "rate:") -> None:
        self.clock = clock
        self.prefix = prefix
        self._take = store.register_script(TAKE)

    async def take(self, buckets: Sequence[Bucket], cost: int) -> RateLimit:
        """As promised by Buckets."""
        now = self.clock()
        arguments: list[float] = [now.timestamp()]
        for rate in (bucket.rate for bucket in buckets):
            arguments += [rate.capacity, rate.per_second, rate.taken(cost)]
        left = await self._take(keys=[self.prefix + it.key for it in buckets], args=arguments)
        return _told(buckets, [float(tokens) for tokens in left], now)


def _told(buckets: Sequence[Bucket], left: Sequence[float], now: datetime) -> RateLimit:
    """How the scarcest bucket stands. Raises Throttled where one would have less than nothing."""
    least = min(left)
    if least < 0:
        waits = (-tokens / it.rate.per_second for it, tokens in zip(buckets, left, strict=True))
        raise Throttled(max(waits))
    return buckets[left.index(least)].rate.left(least, now)
