"""How much may be asked for: a budget of cost for each viewer, and one for each address."""

from dataclasses import dataclass
from typing import Any

import structlog

from engine.addresses import network_of
from engine.rate import Bucket, Buckets, Rate, RateLimit
from models.access.viewer import Viewer

_log = structlog.get_logger("paddock.rates")


@dataclass(frozen=True, slots=True)
class Budget:
    """An operation is paid for twice: by who asks, and by where from; `take` is the engine's hook.

    One viewer may so ask from many addresses, and many viewers from one, and none without end.
    Where the processes' shared store is away, each counts for itself: a request is not refused
    because a cache is down.
    """

    of_viewer: Rate
    of_address: Rate
    own: Buckets
    shared: Buckets | None = None

    async def take(self, context: Any, cost: int) -> RateLimit:
        """Take the cost of an operation; raises Throttled when too little is left."""
        buckets = self._buckets(context.viewer)
        if self.shared is None:
            return await self.own.take(buckets, cost)
        try:
            return await self.shared.take(buckets, cost)
        except Exception as problem:
            if not _is_away(problem):
                raise
            _log.warning("shared rate limits are away", problem=type(problem).__name__)
            return await self.own.take(buckets, cost)

    def _buckets(self, viewer: Viewer) -> list[Bucket]:
        network = network_of(viewer.address)
        is_known = viewer.member_id is not None or viewer.device_id is not None
        return [
            Bucket(viewer.actor if is_known else f"anonymous:{network}", self.of_viewer),
            Bucket(f"address:{network}", self.of_address),
        ]


def _is_away(problem: Exception) -> bool:
    """Whether it is the store that failed."""
    from redis.exceptions import RedisError  # noqa: PLC0415 - there is no store without it

    return isinstance(problem, RedisError | OSError)
