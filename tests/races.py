"""Races: verbs that run at the same time, each in a transaction of its own."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from models import database
from models.refusals import Refusal

DONE = "DONE"


async def raced(verbs: Iterable[Callable[[], Awaitable[object]]]) -> Counter[str]:
    """How often the verbs came to what: DONE, or the code of a refusal."""
    return Counter(await asyncio.gather(*(_outcome(verb) for verb in verbs)))


async def _outcome(verb: Callable[[], Awaitable[object]]) -> str:
    try:
        async with database.transaction():
            await verb()
    except Refusal as refusal:
        return refusal.code()
    return DONE
