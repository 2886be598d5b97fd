"""The intake of scans: what comes in while one transaction runs is concluded in the next, as one.

A door with sixteen tablets asks sixteen times at once. Statements and commits cost the same for
one scan as for a hundred, so the tablets that wait share them; a lone tablet waits for nobody.
Only where so many wait that a second transaction is full as well does it run beside the first.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from models.scans.said import MOST
from venues import batches
from venues.batches import Handled
from venues.telling import Batch

AT_ONCE = 2
_WORTH_ANOTHER = 100  # scans

Waiting = tuple[Batch, asyncio.Future[Handled]]


@dataclass
class Intake:
    """One per process; answers come only after the commit.

    Without `rewards`, as on an edge, nobody earns points or becomes a lead here, and every batch is
    kept whole for the server that gives them.
    """

    rewards: bool = True
    _waiting: deque[Waiting] = field(default_factory=deque)
    _workers: set[asyncio.Task[None]] = field(default_factory=set)

    async def submit(self, batch: Batch) -> Handled:
        """The answers to a batch, once it is stored."""
        answers: asyncio.Future[Handled] = asyncio.get_running_loop().create_future()
        self._waiting.append((batch, answers))
        if self._needs_worker():
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        return await answers

    def _needs_worker(self) -> bool:
        busy = sum(not worker.done() for worker in self._workers)
        waiting = sum(batch.size for batch, _ in self._waiting)
        return busy == 0 or (busy < AT_ONCE and waiting >= _WORTH_ANOTHER)

    async def _work(self) -> None:
        while self._waiting:
            await self._conclude(self._next())

    def _next(self) -> list[Waiting]:
        """As many batches as make one transaction of MOST scans, at least one."""
        taken = [self._waiting.popleft()]
        room = MOST - taken[0][0].size
        while self._waiting and self._waiting[0][0].size <= room:
            taken.append(self._waiting.popleft())
            room -= taken[-1][0].size
        return taken

    async def _conclude(self, taken: list[Waiting]) -> None:
        """Answer each; where the whole fails, each is tried alone: none costs the others."""
        try:
            handled = await batches.submit([batch for batch, _ in taken], rewards=self.rewards)
        except Exception as fault:  # noqa: BLE001  it is given to whoever waits
            if len(taken) == 1:
                _settle(taken[0][1], fault)
                return
            for one in taken:
                await self._conclude([one])
            return
        for (_, future), outcome in zip(taken, handled, strict=True):
            _settle(future, outcome)


def _settle(future: asyncio.Future[Handled], outcome: Handled | Exception) -> None:
    """Tell whoever waits, unless they have gone."""
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
