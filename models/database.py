"""The door to the database: connections, transactions, and SQL that both databases understand.

Tortoise's own `in_transaction()` loses its connection when the task is cancelled, begins
DEFERRED on SQLite, and drops RETURNING rows; every transaction of Paddock opens here instead.
"""

import asyncio
import errno
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

import aiosqlite
import asyncpg
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.asyncpg.client import TransactionWrapper as PostgresTransaction
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.backends.sqlite.client import SqliteClient
from tortoise.backends.sqlite.client import SqliteTransactionWrapper as SqliteTransaction
from tortoise.connection import get_connection, get_connections
from tortoise.context import TortoiseContext
from tortoise.exceptions import BaseORMException, DBConnectionError

from models import pool
from models.tables import MODULES

_NAME = "default"
_BUSY_MILLISECONDS = 10_000
_PRIMARY_CODE = 0xFF

_AWAY_POSTGRES = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,  # too many connections, disk full, out of memory
    asyncpg.ReadOnlySQLTransactionError,  # a standby, after a failover
    DBConnectionError,
)
# What asyncpg says, as of any misuse, when the connection was lost between two statements.
_CLOSED_MEANWHILE = (
    "is closed",
    "is closing",
    "released back to the pool",
    "cannot switch to state",
)
_CLIENTS_OWN = (asyncpg.exceptions.InterfaceError, asyncpg.exceptions.InternalClientError)
_AWAY_NETWORK = (ConnectionError, TimeoutError, socket.gaierror)
_AWAY_ERRNO = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.ENOSPC, errno.EDQUOT)
_AWAY_SQLITE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
)


class _PooledConnection(asyncpg.Connection):
    """Skips asyncpg's reset round trip at each release: Paddock leaves nothing on a session."""

    def get_reset_query(self) -> str:
        return ""


@dataclass
class _Open:
    """A transaction in progress and what is to happen once it has committed."""

    after_commit: list[Callable[[], None]] = field(default_factory=list)
    client: PostgresTransaction | SqliteTransaction | None = None


_is_sqlite = True
_client: BaseDBAsyncClient
_current: ContextVar[_Open | None] = ContextVar("transaction", default=None)


def configuration(url: str, *, pool_size: int = 20, **server_settings: str) -> dict[str, Any]:
    """Tortoise's configuration for a `sqlite://path` or `postgres://…` address."""
    return {
        "connections": {_NAME: _connection(url, pool_size, server_settings)},
        "apps": {
            "models": {
                "models": MODULES,
                "default_connection": _NAME,
                "migrations": "migrations",
            },
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str, pool_size: int, server_settings: dict[str, str]) -> dict[str, Any]:
    if url.startswith("sqlite://"):
        return {
            "engine": "tortoise.backends.sqlite",
            "credentials": {
                "file_path": url.removeprefix("sqlite://"),
                "busy_timeout": _BUSY_MILLISECONDS,
                # FULL: a scan that was answered must outlive a power cut.
                "synchronous": "FULL",
                "journal_size_limit": 64 * 1024 * 1024,
            },
        }
    parts = urlsplit(url)
    encryption = parse_qs(parts.query).get("sslmode")
    return {
        "engine": "tortoise.backends.asyncpg",
        "credentials": {
            "host": parts.hostname,
            "port": parts.port or 5432,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "database": unquote(parts.path.lstrip("/")),
            **({"ssl": encryption[0]} if encryption else {}),
            "minsize": 1,
            "maxsize": pool_size,
            "connection_class": _PooledConnection,
            "command_timeout": 30,
            "server_settings": {"application_name": "paddock", "jit": "off", **server_settings},
        },
    }


@asynccontextmanager
async def connected(
    url: str, *, pool_size: int = 20, **server_settings: str
) -> AsyncIterator[None]:
    """Open the database at `url` for this process until the block ends.

    `server_settings` are run-time parameters of PostgreSQL; SQLite has none.
    """
    if url.startswith("sqlite://"):
        Path(url.removeprefix("sqlite://")).parent.mkdir(parents=True, exist_ok=True)
    global _is_sqlite, _client  # noqa: PLW0603  a process has one database at a time
    _is_sqlite = url.startswith("sqlite://")
    # Tortoise keeps prepared INSERTs by the connection's name, whatever its dialect.
    EXECUTOR_CACHE.clear()
    context: TortoiseContext = await Tortoise.init(
        config=configuration(url, pool_size=pool_size, **server_settings),
        _enable_global_fallback=True,
    )
    _client = get_connection(_NAME)
    try:
        yield
    finally:
        await context.close_connections()


def is_unavailable(error: BaseException) -> bool:
    """Whether the database is away or full for a while: nothing is wrong with what was asked."""
    while isinstance(error, BaseORMException) and not isinstance(error, DBConnectionError):
        cause = error.__cause__ or error.__context__  # Tortoise wraps what the driver said
        if cause is None:
            return False
        error = cause
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _AWAY_SQLITE
    if isinstance(error, _CLIENTS_OWN):
        return any(words in str(error) for words in _CLOSED_MEANWHILE)
    if isinstance(error, _AWAY_POSTGRES + _AWAY_NETWORK):
        return True
    return isinstance(error, OSError) and error.errno in _AWAY_ERRNO


def is_sqlite() -> bool:
    """Whether the open database is the embedded one."""
    return _is_sqlite


def pool_figures() -> tuple[int, int]:
    """How many connections are open, and how many of them are idle; SQLite has one."""
    client = get_connection(_NAME)
    if isinstance(client, AsyncpgDBClient):
        pool = client._pool
        return (pool.get_size(), pool.get_idle_size()) if pool else (0, 0)
    return 1, 0 if cast(SqliteClient, client)._lock.locked() else 1


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Do the block as one transaction, or as part of the one already open.

    Commits at the end; any exception, cancellation included, rolls everything back and
    leaves the connection usable.
    """
    if _current.get() is not None:
        yield
        return
    opened = _Open()
    token = _current.set(opened)
    begin = _sqlite_transaction if is_sqlite() else _postgres_transaction
    try:
        async with begin() as opened.client:
            yield
    finally:
        _current.reset(token)
    for callback in opened.after_commit:
        callback()


def line() -> AbstractAsyncContextManager[Any]:
    """The driver's own connection for one statement: that of the open transaction, or a free one.

    Several tasks within one transaction take turns.
    """
    opened = _current.get()
    client = (opened and opened.client) or _client
    return cast(AbstractAsyncContextManager[Any], client.acquire_connection())


async def fetch(query: str, values: Sequence[object]) -> Sequence[Any]:
    """The driver's own records of one statement, on the connection of `line`."""
    if _is_sqlite:
        async with line() as connection:
            return cast(Sequence[Any], await connection.execute_fetchall(query, values))
    if _current.get() is None:
        return await pool.fetch(await _pool(cast(AsyncpgDBClient, _client)), query, values)
    async with line() as connection:
        return cast(Sequence[Any], await connection.fetch(query, *values))


def after_commit(callback: Callable[[], None]) -> None:
    """Call back once the open transaction has committed; at once when there is none."""
    opened = _current.get()
    if opened is None:
        callback()
    else:
        opened.after_commit.append(callback)


@asynccontextmanager
async def _postgres_transaction() -> AsyncIterator[PostgresTransaction]:
    client = cast(AsyncpgDBClient, get_connection(_NAME))
    async with (await _pool(client)).acquire() as connection, connection.transaction():
        inner = PostgresTransaction(client)
        inner._connection = cast(asyncpg.Connection, connection)
        token = get_connections().set(_NAME, inner)
        try:
            yield inner
        finally:
            get_connections().reset(token)


async def _pool(client: AsyncpgDBClient) -> asyncpg.Pool:
    if client._pool is None:
        async with client._pool_init_lock:
            if client._pool is None:
                await client.create_connection(with_db=True)
    return cast(asyncpg.Pool, client._pool)


@asynccontextmanager
async def _sqlite_transaction() -> AsyncIterator[SqliteTransaction]:
    client = cast(SqliteClient, get_connection(_NAME))
    async with client._lock:
        await client.create_connection(with_db=True)
        connection = cast(aiosqlite.Connection, client._connection)
        inner = SqliteTransaction(client)
        token = get_connections().set(_NAME, inner)
        try:
            await connection.execute("BEGIN IMMEDIATE")
            yield inner
            await _finish(connection.commit())
        except BaseException:
            await _finish(connection.rollback())
            raise
        finally:
            get_connections().reset(token)


async def _finish(ending: Coroutine[Any, Any, None]) -> None:
    """Wait for a commit or rollback to its end, even while this task is being cancelled."""
    task = asyncio.ensure_future(ending)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
