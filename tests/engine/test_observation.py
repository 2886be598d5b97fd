from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import pytest
import strawberry
from strawberry.extensions import SchemaExtension

from engine.errors import Problem
from engine.execution import Served
from engine.limits import Limits
from engine.observation import Execution
from engine.options import Hooks
from tests.engine.completion.shelf import SCHEMA, Desk, codes, served

TOO_COMPLEX, BAD_INPUT = "QUERY_TOO_COMPLEX", "BAD_USER_INPUT"


class Seen(NamedTuple):
    """What was known of an execution when it ended."""

    kind: str | None
    name: str | None
    cost: int | None
    codes: list[object]


class Watch:
    def __init__(self) -> None:
        self.began: list[tuple[Any, ...]] = []
        self.seen: list[Seen] = []

    @asynccontextmanager
    async def around(self, execution: Execution) -> AsyncIterator[None]:
        self.began.append((execution.query, execution.operation, execution.cost, execution.result))
        yield
        node = execution.operation
        kind = node.operation.value if node else None
        name = node.name.value if node and node.name else None
        self.seen.append(Seen(kind, name, execution.cost, codes(execution.result)))


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("query Two { books { name } }", Seen("query", "Two", 1, [])),
        ('mutation { write(text: "x") { inside { name } } }', Seen("mutation", None, 2, [])),
        ("{ book(endless: true) { pages } }", Seen("query", None, 1, ["INTERNAL"])),
        ("{ book", Seen(None, None, None, ["GRAPHQL_PARSE_FAILED"])),
        ("{ nothing }", Seen("query", None, None, ["GRAPHQL_VALIDATION_FAILED"])),
        ("{ books(first: 2000) { inside { name } } }", Seen("query", None, 2001, [TOO_COMPLEX])),
        ("query ($n: Int!) { books(first: $n) { name } }", Seen("query", None, 1, [BAD_INPUT])),
    ],
)
async def test_who_watches_sees_the_operation_its_cost_and_the_codes(
    query: str, seen: Seen
) -> None:
    watch = Watch()
    schema = served(limits=Limits(cost=1000), around=watch.around)
    await schema.execute(query, None, Desk())
    async for _ in await schema.stream(query, None, Desk()):
        pass
    assert watch.began == [(query, None, None, None)] * 2
    assert watch.seen == [seen] * 2


async def test_who_watches_a_subscription_sees_its_latest_result_at_the_end() -> None:
    watch, events = Watch(), 0
    schema = served(around=watch.around)
    query = "subscription Arrivals { arrivals(count: 3) { name pages } }"
    async for event in await schema.stream(query, None, Desk()):
        assert event.errors is None
        assert watch.seen == []
        events += 1
    assert events == 3
    assert watch.seen == [Seen("subscription", "Arrivals", 1, [])]


async def test_who_watches_can_refuse_an_operation_before_it_begins() -> None:
    @asynccontextmanager
    async def refusing(execution: Execution) -> AsyncIterator[None]:
        if execution.query.startswith("mutation"):
            raise Problem("FORBIDDEN", "Closed today")
        yield

    schema, desk = served(around=refusing), Desk()
    query = 'mutation { write(text: "x") { name } }'
    result = await schema.execute(query, None, desk)
    results = [it async for it in await schema.stream(query, None, desk)]
    assert [codes(it) for it in (result, *results)] == [["FORBIDDEN"], ["FORBIDDEN"]]
    assert desk.written == []


async def test_a_fault_of_who_watches_is_the_answer() -> None:
    @asynccontextmanager
    async def stumbling(_execution: Execution) -> AsyncIterator[None]:
        yield
        raise ValueError("the log is full")

    faults: list[str] = []
    schema = served(around=stumbling, on_fault=lambda error, _: faults.append(str(error)))
    result = await schema.execute("{ books { name } }", None, Desk())
    assert (result.data, codes(result)) == (None, ["INTERNAL"])
    assert faults == ["the log is full"]


def test_a_schema_with_extensions_is_refused() -> None:
    class Extension(SchemaExtension):
        pass

    schema = strawberry.Schema(SCHEMA.query, extensions=[Extension])
    with pytest.raises(TypeError, match="use its hooks"):
        Served(schema, Limits(), Hooks())
