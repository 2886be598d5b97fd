"""How long an execution may take, and what is left when it is broken off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest
import strawberry
from strawberry.types.execution import ExecutionResult, PreExecutionError

from engine.observation import Execution
from tests.engine.completion.shelf import GENEROUS, Desk, codes, served

HASTY = replace(GENEROUS, seconds=0.05)


def _limit(field: str) -> dict[str, object]:
    return {"code": "TIMED_OUT", "limit": "seconds", "most": 0.05, "field": field}


def _told(result: ExecutionResult) -> list[tuple[object, object]]:
    return [(error.path, error.extensions) for error in result.errors or ()]


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
    assert _told(result) == [(None, _limit(field))]
    assert [error.message for error in result.errors or ()] == [
        f"`{field}` took longer than 0.05 s"
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


@pytest.mark.parametrize("compile_from", [None, 1])
async def test_an_event_that_runs_out_of_time_is_an_error_and_the_subscription_goes_on(
    compile_from: int | None,
) -> None:
    schema, desk = served(limits=HASTY, compile_from=compile_from), Desk()
    query = "subscription { new: arrivals(count: 2) { name awaited } }"
    async with aclosing(await schema.stream(query, None, desk)) as events:
        late = await anext(events)
        desk.go_on.set()
        following = await anext(events)
    assert (late.data, _told(late)) == (None, [(["new", "awaited"], _limit("new.awaited"))])
    assert not isinstance(late, PreExecutionError)
    name = "arrival 1"
    assert (following.data, following.errors) == ({"new": {"name": name, "awaited": name}}, None)


async def test_an_event_may_be_waited_for_longer_than_an_execution() -> None:
    schema, desk, other = served(limits=HASTY), Desk(), Desk()
    query = "subscription { expected { name } }"
    async with aclosing(await schema.stream(query, None, desk)) as events:
        waiting = asyncio.create_task(anext(events))
        await asyncio.wait_for(desk.begun.wait(), 5)
        assert codes(await schema.execute("{ book { awaited } }", None, other)) == ["TIMED_OUT"]
        desk.go_on.set()
        assert (await waiting).data == {"expected": {"name": "expected"}}


@pytest.mark.parametrize(
    "query",
    [
        "subscription { new: ordered { name } }",
        "subscription { ...F } fragment F on Subscription { new: ordered { name } }",
    ],
)
async def test_a_subscription_that_cannot_begin_in_time_is_refused_with_its_field(
    query: str,
) -> None:
    schema = served(limits=HASTY)
    async with aclosing(await schema.stream(query, None, Desk())) as events:
        results = [result async for result in events]
    assert [type(result) for result in results] == [PreExecutionError]
    assert _told(results[0]) == [(None, _limit("new"))]


async def test_a_subscription_that_begins_in_time_is_no_different() -> None:
    desk = Desk()
    desk.go_on.set()
    query = "subscription { ordered { name } }"
    async with aclosing(await served(limits=HASTY).stream(query, None, desk)) as events:
        assert [it.data async for it in events] == [{"ordered": {"name": "ordered"}}]


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
