"""How much a viewer may ask for: one budget of cost for each, wherever they connect."""

from typing import Any

import structlog
from redis.exceptions import RedisError

from engine.rate import Buckets, RateLimit
from models.access.viewer import Viewer

_log = structlog.get_logger("paddock.rates")


class Budget:
    """A bucket for each member, device, or anonymous address; `take` is the engine's hook.

    Where the processes' shared store is away, each counts for itself: a request is not refused
    because a cache is down.
    """

    def __init__(self, own: Buckets, shared: Buckets | None = None) -> None:
        self.own = own
        self.shared = shared

    async def take(self, context: Any, cost: int) -> RateLimit:
        """Take the cost of an operation; raises RateLimited when too little is left."""
        viewer: Viewer = context.viewer
        if self.shared is None:
            return await self.own.take(viewer.actor, cost)
        try:
            return await self.shared.take(viewer.actor, cost)
        except (RedisError, OSError) as problem:
            _log.warning("shared rate limits are away", problem=type(problem).__name__)
            return await self.own.take(viewer.actor, cost)
