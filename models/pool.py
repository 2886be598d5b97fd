"""One statement on a connection of asyncpg's pool, without what only a longer stay needs."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionHolder


async def fetch(pool: asyncpg.Pool, query: str, values: Sequence[object]) -> list[Any]:
    """The records of one statement that stands alone, as `pool.fetch` gives them.

    A free connection is taken and given back without asyncpg's proxy, and without the task that
    it spends on every release. Where there is anything to wait for, asyncpg does it its own way.
    """
    holder = _ready(pool)
    if holder is None or (connection := holder._con) is None:
        return await pool.fetch(query, *values)
    holder._maybe_cancel_inactive_callback()
    stay = holder._in_use = pool._loop.create_future()  # whoever closes the pool waits for it
    try:
        return await connection.fetch(query, *values)
    finally:
        if holder._in_use is not stay:
            pass  # the line was cut, and the place is free already, or another's
        elif _is_clean(holder):
            holder._release()
            holder._setup_inactive_callback()
        else:
            await asyncio.shield(holder.release(None))


def _ready(pool: asyncpg.Pool) -> PoolConnectionHolder | None:
    """A free place of the pool, taken, whose connection is open and of now."""
    free = pool._queue
    if free is None or free.empty() or pool._closing:
        return None
    holder: PoolConnectionHolder = free.get_nowait()
    if holder._con is not None and not holder._con.is_closed() and _is_of_now(holder):
        return holder
    free.put_nowait(holder)
    return None


def _is_clean(holder: PoolConnectionHolder) -> bool:
    """Whether there is nothing to do before the next one may have the connection."""
    connection = holder._con
    if connection is None or connection.is_closed():
        return False
    protocol = connection._protocol
    return (
        protocol.queries_count < holder._max_queries
        and _is_of_now(holder)
        and not protocol._is_cancelling()
        and not protocol.is_in_transaction()
    )


def _is_of_now(holder: PoolConnectionHolder) -> bool:
    """Whether no one has asked meanwhile for all connections to be made anew."""
    return bool(holder._generation == holder._pool._generation)
