"""A schema that is nobody's: books on shelves, for the rules of compiled completion."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, cast

import strawberry
from graphql import ExecutionResult, execute, parse
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.execution import ExecutionResult as Result

from engine.execution import Served
from engine.fields import ahead, pure
from engine.limits import Limits
from engine.options import Hooks

GENEROUS = Limits(depth=90, aliases=10**6, root_fields=10**3, cost=10**9, comparisons=10**7)


@dataclass
class Desk:
    """The context: what it was asked for, and what was written."""

    calls: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)


Info = strawberry.Info[Desk, Any]


def _neighbours(book: "Book", _desk: Desk, first: int = 2) -> "list[Book]":
    if book.neighbours_ahead is None:
        raise LookupError
    return book.neighbours_ahead[:first]


@strawberry.interface
class Thing:
    name: str = "thing"

    @strawberry.field(metadata=pure())
    def inside(self) -> "Thing | None":
        return None

    @strawberry.field(metadata=pure())
    def contents(self, first: int = 0) -> "list[Thing]":
        return [Map(name="inside")] * first


@strawberry.type
class Book(Thing):
    pages: int = 100
    neighbours_ahead: strawberry.Private[list["Book"] | None] = None

    @strawberry.field(metadata=pure())
    def start(self, length: int = 2) -> str:
        return self.name[:length]

    @strawberry.field(metadata=ahead(_neighbours))
    async def neighbours(self, info: Info, first: int = 2) -> "list[Book]":
        info.context.calls.append(f"neighbours of {self.name}")
        return (self.neighbours_ahead or [Book(name="asked for")])[:first]

    @strawberry.field
    def read(self, info: Info) -> int:
        info.context.calls.append(f"read {self.name}")
        return 1

    @strawberry.field
    async def lent(self, info: Info) -> bool:
        info.context.calls.append(f"lent {self.name}")
        return False

    @strawberry.field
    async def awaited(self, info: Info) -> str:
        info.context.begun.set()
        await info.context.go_on.wait()
        return self.name


@strawberry.type
class Box(Thing):
    pass


@strawberry.type
class Map(Thing):
    pass


@strawberry.type
class Vase(Thing):
    @strawberry.field
    def full(self) -> bool:
        return False


@strawberry.type
class Query:
    @strawberry.field
    def book(self, info: Info, name: str = "Emma", *, endless: bool = False) -> Book | None:
        info.context.calls.append("book")
        return Book(name=name, pages=2**31 if endless else 100)

    @strawberry.field
    async def books(self, info: Info, first: int = 2, *, ahead: bool = False) -> list[Book]:
        info.context.calls.append("books")
        near = [Book(name="near"), Book(name="nearer")] if ahead else None
        return [Book(name=f"book {n}", neighbours_ahead=near) for n in range(first)]

    @strawberry.field
    def thing(self, kind: str = "Book") -> Thing | None:
        kinds: dict[str, type[Thing]] = {"Book": Book, "Box": Box, "Map": Map, "Vase": Vase}
        return kinds[kind](name=kind)

    @strawberry.field
    def awaited_items(self, info: Info) -> list[bool]:
        return cast(list[bool], [True, info.context.go_on.wait()])

    @strawberry.field
    def items_one_by_one(self, info: Info) -> list[bool]:
        async def items() -> AsyncIterator[bool]:
            yield await info.context.go_on.wait()

        return cast(list[bool], items())


@strawberry.type
class Mutation:
    @strawberry.mutation
    def write(self, info: Info, text: str) -> Book:
        info.context.written.append(text)
        return Book(name=text)

    @strawberry.mutation
    async def write_later(self, info: Info, text: str) -> Book:
        info.context.begun.set()
        await info.context.go_on.wait()
        info.context.written.append(text)
        return Book(name=text)


async def _unpacked() -> AsyncIterator[Book]:
    yield Book(name="ordered")


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def arrivals(self, count: int) -> AsyncIterator[Book]:
        for number in range(count):
            yield Book(name=f"arrival {number}")

    @strawberry.subscription
    async def expected(self, info: Info) -> AsyncIterator[Book]:
        info.context.begun.set()
        await info.context.go_on.wait()
        yield Book(name="expected")

    @strawberry.subscription
    async def ordered(self, info: Info) -> AsyncIterator[Book]:
        await info.context.go_on.wait()
        return _unpacked()


SCHEMA = strawberry.Schema(Query, Mutation, Subscription, types=[Book, Box, Map, Vase])


def served(
    schema: strawberry.Schema = SCHEMA,
    *,
    compile_from: int | None = 1,
    limits: Limits = GENEROUS,
    **hooks: Any,
) -> Served:
    return Served(schema, limits, Hooks(**hooks), compile_from=compile_from)


async def ask(schema: Served, query: str, /, **variables: Any) -> Any:
    """The data of an answer without errors."""
    result = await schema.execute(query, variables, Desk())
    assert result.errors is None
    return result.data


async def by_core(schema: strawberry.Schema, query: str) -> ExecutionResult:
    """What graphql-core makes of a query, as Strawberry calls it."""
    executor = StrawberryGraphQLCoreExecutionContext
    found = execute(schema._schema, parse(query), None, Desk(), executor_class=executor)
    return await found if isawaitable(found) else found


def codes(result: Result | None) -> list[object]:
    assert result
    return [(error.extensions or {}).get("code") for error in result.errors or ()]
