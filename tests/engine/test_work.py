"""How long an execution may take, and what is left when it is broken off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import strawberry

from engine.observation import Execution
from tests.engine.completion.shelf import GENEROUS, Desk, codes, served

HASTY = replace(GENEROUS, seconds=0.05)


@pytest.mark.parametrize("compile_from", [None, 1])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("{ mine: book { awaited } }", "mine.awaited"),
        ("{ book { name } books { name his: awaited } }", "books.0.his"),
        ("{ books { neighbours { awaited } } }", "books.0.neighbours.0.awaited"),
        ("{ awaitedItems }", "awaitedItems.1"),
        ("{ itemsOneByOne }", "itemsOneByOne"),
        ('mutation { writeLater(text: "x") { name } }', "writeLater"),
    ],
)
async def test_who_runs_out_of_time_is_told_the_field(
    query: str, field: str, compile_from: int | None
) -> None:
    schema = served(limits=HASTY, compile_from=compile_from)
    result = await schema.execute(query, None, Desk())
    assert result.data is None
    limit = {"limit": "seconds", "most": 0.05, "field": field}
    assert [(error.message, error.extensions) for error in result.errors or ()] == [
        (f"`{field}` took longer than 0.05 s", {"code": "TIMED_OUT", **limit})
    ]


async def test_a_mutation_that_ran_out_of_time_writes_nothing_more() -> None:
    schema, desk = served(limits=HASTY), Desk()
    query = """mutation {
        first: write(text: "first") { name }
        second: writeLater(text: "second") { name }
        third: write(text: "third") { name }
    }"""
    result = await schema.execute(query, None, desk)
    assert codes(result) == ["TIMED_OUT"]
    desk.go_on.set()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.wait_for(asyncio.gather(*others), 5)
    assert desk.written == ["first"]


async def test_a_resolvers_own_timeout_is_a_fault_of_its_field() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        async def slow(self) -> str | None:
            raise TimeoutError

    faults: list[Exception] = []
    schema = served(
        strawberry.Schema(Query), limits=HASTY, on_fault=lambda error, _: faults.append(error)
    )
    result = await schema.execute("{ slow }")
    assert result.data == {"slow": None}
    assert codes(result) == ["INTERNAL"]
    assert [type(fault) for fault in faults] == [TimeoutError]


async def test_a_client_that_leaves_is_not_out_of_time() -> None:
    ended: list[Execution] = []

    @asynccontextmanager
    async def around(execution: Execution) -> AsyncIterator[None]:
        try:
            yield
        finally:
            ended.append(execution)

    schema, desk = served(around=around), Desk()
    query = 'mutation { writeLater(text: "x") { name } write(text: "y") { name } }'
    asking = asyncio.create_task(schema.execute(query, None, desk))
    await asyncio.wait_for(desk.begun.wait(), 5)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert [execution.result for execution in ended] == [None]
    assert desk.written == []
