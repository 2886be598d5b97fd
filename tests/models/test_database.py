import asyncio
from random import Random

import pytest
from tortoise.exceptions import IntegrityError

from models import database, sql
from models.members import Member


async def _count() -> int:
    return await Member.all().count()


async def test_an_exception_rolls_everything_back(db: str) -> None:
    with pytest.raises(LookupError):
        async with database.transaction():
            await Member.create(email="ann@people.example")
            await sql.execute("UPDATE members SET name = $1", "Ann")
            raise LookupError
    assert await _count() == 0


async def test_an_inner_transaction_is_part_of_the_outer_one(db: str) -> None:
    with pytest.raises(LookupError):
        async with database.transaction():
            async with database.transaction():
                await Member.create(email="ann@people.example")
            raise LookupError
    assert await _count() == 0


async def test_what_waits_for_the_commit_happens_after_it_and_never_without(db: str) -> None:
    heard: list[str] = []
    async with database.transaction():
        database.after_commit(lambda: heard.append("kept"))
        assert heard == []
    assert heard == ["kept"]
    with pytest.raises(LookupError):
        async with database.transaction():
            database.after_commit(lambda: heard.append("lost"))
            raise LookupError
    assert heard == ["kept"]


async def test_a_hundred_cancelled_transactions_leak_no_connection(db: str) -> None:
    chance = Random(1)

    async def work(number: int) -> None:
        async with database.transaction():
            await Member.create(email=f"{number}@people.example")
            await asyncio.sleep(chance.random() * 0.002)

    for number in range(100):
        task = asyncio.create_task(work(number))
        await asyncio.sleep(chance.random() * 0.004)
        task.cancel()
        await asyncio.wait({task})
    before = await _count()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        for number in range(100, 130):
            group.create_task(work(number))
    assert await _count() == before + 30


async def test_a_reader_outside_sees_nothing_of_an_open_transaction(db: str) -> None:
    wrote, looked = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with database.transaction():
            await Member.create(email="ann@people.example")
            wrote.set()
            if not database.is_sqlite():  # whose one connection lets the reader wait instead
                await looked.wait()

    async def read() -> int:
        await wrote.wait()
        try:
            return await _count()
        finally:
            looked.set()

    _, seen = await asyncio.gather(write(), read())
    assert seen == (1 if database.is_sqlite() else 0)


async def test_an_address_belongs_to_one_member_in_the_database_itself(db: str) -> None:
    await Member.create(email="ann@people.example")
    with pytest.raises(IntegrityError):
        await Member.create(email="ann@people.example")


async def test_tasks_within_one_transaction_take_turns(db: str) -> None:
    async with database.transaction():
        await asyncio.gather(
            *(sql.execute("UPDATE members SET name = $1", "Ann") for _ in range(5)), _count()
        )
