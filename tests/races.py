"""Races: verbs that run at the same time, each in a transaction of its own."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

import asyncpg

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


async def blocked(task: asyncio.Task[None], url: str) -> None:
    """Wait until the task waits for a lock, which on SQLite it does at once, or is done."""
    if url.startswith("sqlite"):
        await asyncio.sleep(0)
        return
    connection = await asyncpg.connect(url)
    waiting = """
        SELECT count(*) FROM pg_stat_activity, pg_sleep(0.01)
        WHERE wait_event_type = 'Lock' AND datname = current_database()
    """
    while not task.done() and not await connection.fetchval(waiting):
        continue
    await connection.close()


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
