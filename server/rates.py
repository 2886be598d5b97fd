"""How much may be asked for: a budget of cost for each viewer, and one for each address."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from engine.addresses import network_of
from engine.errors import Throttled
from engine.rate import Bucket, Buckets, Rate, RateLimit
from models import clock
from models.access.viewer import Viewer
from models.tokens import hashed

REFUSED = 500
"""What a credential that opens nothing costs its address: the database has looked for it."""
ENQUIRIES = Rate(10, 1 / 60)
"""By one form from one network: a family or a shop's tablet, and no machine."""
_MOST_SHUT = 20_000
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
    _shut: OrderedDict[str, datetime] = field(default_factory=OrderedDict, init=False)

    async def take(self, context: Any, cost: int) -> RateLimit:
        """Take the cost of an operation; raises Throttled when too little is left."""
        return await self._taken(self._buckets(context.viewer), cost)

    async def take_form(self, address: str, form_key: str) -> None:
        """Count an enquiry from this address's network by a form; raises Throttled at too many."""
        key = f"form:{hashed(form_key)}:{network_of(address)}"
        await self._taken([Bucket(key, ENQUIRIES)], 1)

    def let_in(self, address: str) -> None:
        """Raises Throttled while this address's network cannot pay for a refused credential."""
        open_again_at = self._shut.get(network_of(address))
        if open_again_at is not None and (now := clock.now()) < open_again_at:
            raise Throttled((open_again_at - now).total_seconds())

    async def refuse(self, address: str) -> None:
        """Have a credential that opens nothing paid for. Raises Throttled where that cannot be.

        From then on, until it can, nobody is let in from there: the database is not asked.
        """
        network = network_of(address)
        try:
            await self._taken([self._of_network(network)], REFUSED)
        except Throttled as throttled:
            self._shut[network] = clock.now() + timedelta(seconds=throttled.retry_after)
            self._shut.move_to_end(network)
            if len(self._shut) > _MOST_SHUT:
                self._shut.popitem(last=False)
            raise

    async def _taken(self, buckets: Sequence[Bucket], cost: int) -> RateLimit:
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
            self._of_network(network),
        ]

    def _of_network(self, network: str) -> Bucket:
        return Bucket(f"address:{network}", self.of_address)


def _is_away(problem: Exception) -> bool:
    """Whether it is the store that failed."""
    from redis.exceptions import RedisError  # noqa: PLC0415 - there is no store without it

    return isinstance(problem, RedisError | OSError)
