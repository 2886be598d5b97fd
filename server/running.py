"""What is open from the first request to the last: the database, the doorbell, the worker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from opentelemetry.sdk.trace import TracerProvider
from starlette.applications import Starlette

from models import database
from models.seals import Seal
from server import boot, relaying, working
from server.settings import Settings

if TYPE_CHECKING:
    from redis.asyncio import Redis

Beside = Callable[[], AbstractAsyncContextManager[None]]
"""Makes what runs beside the requests, where the database is open."""


@asynccontextmanager
async def furnished(settings: Settings, seal: Seal, valkey: "Redis | None") -> AsyncIterator[None]:
    """The database with all that it must hold, and the doorbell that other processes ring."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            database.connected(settings.database_url, pool_size=settings.pool_size)
        )
        if settings.is_edge:
            await boot.refuse_seeds()
        else:
            await boot.ensure(seal)
        if valkey:
            from server.valkey import doorbell_carried  # noqa: PLC0415 - only here is redis worth its start

            stack.push_async_callback(valkey.aclose)
            await stack.enter_async_context(doorbell_carried(valkey))
        yield


def lifespan(
    settings: Settings,
    seal: Seal,
    valkey: "Redis | None",
    traces: TracerProvider | None,
    beside: Beside | None = None,
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """The life of one server process; what is `beside` its requests runs as long as they do."""

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if traces:
                stack.push_async_callback(asyncio.to_thread, traces.shutdown)
            await stack.enter_async_context(furnished(settings, seal, valkey))
            await stack.enter_async_context(relaying.inside())
            if settings.worker_inside:
                await stack.enter_async_context(working.inside(settings, seal))
            if beside:
                await stack.enter_async_context(beside())
            yield

    return living
