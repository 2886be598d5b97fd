"""Races: verbs that run at the same time, each in a transaction of its own."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from models import database
from models.refusals import Refusal

DONE = "DONE"
_POOL = 20


async def raced(verbs: Iterable[Callable[[], Awaitable[object]]]) -> Counter[str]:
    """How often the verbs came to what: DONE, or the code of a refusal."""
    racing = list(verbs)
    if not database.is_sqlite():
        await _open_connections(min(len(racing), _POOL))
    return Counter(await asyncio.gather(*(_outcome(verb) for verb in racing)))


async def _open_connections(count: int) -> None:
    """Opening one takes longer than many a verb: without this the first would be done by then."""
    barrier = asyncio.Barrier(count)

    async def hold() -> None:
        async with database.transaction():
            await barrier.wait()

    await asyncio.gather(*(hold() for _ in range(count)))


async def _outcome(verb: Callable[[], Awaitable[object]]) -> str:
    try:
        async with database.transaction():
            await verb()
    except Refusal as refusal:
        return refusal.code()
    return DONE
