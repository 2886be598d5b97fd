import asyncio
from collections.abc import AsyncIterator
from random import Random

import asyncpg
import pytest

from models import pool
from tests import postgres

SIZE = 4


@pytest.fixture
async def lines() -> AsyncIterator[asyncpg.Pool]:
    template = await postgres.template("empty", _leave)
    async with (
        postgres.database(template) as url,
        asyncpg.create_pool(url, min_size=1, max_size=SIZE) as opened,
    ):
        yield opened


async def _leave(_url: str) -> None:
    """A database needs no tables to be spoken to."""


async def _answers(lines: asyncpg.Pool) -> None:
    """Every connection of the pool is free and works, and is given back."""
    numbers = range(3 * SIZE)
    async with asyncio.timeout(10):
        found = await asyncio.gather(
            *(
                pool.fetch(lines, "SELECT $1::int AS n, pg_sleep(0.01)", [n])
                for n in range(3 * SIZE)
            )
        )
    assert [rows[0]["n"] for rows in found] == list(numbers)
    assert lines.get_size() == lines.get_idle_size()


async def test_statements_take_turns_on_the_connections_of_the_pool(lines: asyncpg.Pool) -> None:
    await _answers(lines)
    assert lines.get_size() == SIZE


async def test_a_refused_statement_gives_its_connection_back(lines: asyncpg.Pool) -> None:
    for _ in range(2 * SIZE):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await pool.fetch(lines, "SELECT 1 / $1::int", [0])
    await _answers(lines)


async def test_a_hundred_cancelled_statements_leak_no_connection(lines: asyncpg.Pool) -> None:
    chance = Random(1)
    for _ in range(100):
        task = asyncio.create_task(pool.fetch(lines, "SELECT pg_sleep(0.002)", []))
        await asyncio.sleep(chance.random() * 0.004)
        task.cancel()
        await asyncio.wait({task})
    await _answers(lines)


async def test_a_connection_that_was_cut_is_replaced(lines: asyncpg.Pool) -> None:
    await _answers(lines)
    with pytest.raises((asyncpg.AdminShutdownError, asyncpg.PostgresConnectionError)):
        await pool.fetch(lines, "SELECT pg_terminate_backend(pg_backend_pid())", [])
    await _answers(lines)


async def test_a_statement_may_not_leave_a_transaction_open(lines: asyncpg.Pool) -> None:
    await pool.fetch(lines, "BEGIN", [])
    await _answers(lines)
    for holder in lines._holders:
        assert holder._con is None or not holder._con.is_in_transaction()


async def test_expired_connections_are_made_anew(lines: asyncpg.Pool) -> None:
    [before] = await pool.fetch(lines, "SELECT pg_backend_pid() AS pid", [])
    await lines.expire_connections()
    [after] = await pool.fetch(lines, "SELECT pg_backend_pid() AS pid", [])
    assert before["pid"] != after["pid"]


async def test_who_closes_the_pool_waits_for_statements_in_hand(lines: asyncpg.Pool) -> None:
    asked = asyncio.create_task(pool.fetch(lines, "SELECT pg_sleep(0.05)", []))
    await asyncio.sleep(0)
    await lines.close()
    assert len(await asked) == 1
