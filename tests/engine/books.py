"""A schema that is nobody's, of a library's books, for the engine's tests."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON

from engine.admission import admission
from engine.errors import Problem
from engine.sizes import sized


class Gone(Exception):
    """What the library's database raises when it is away."""


@dataclass
class Visit:
    """The context: who reads, and what happened meanwhile."""

    reader: str
    renamed: list[str] = field(default_factory=list)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)


Info = strawberry.Info[Visit, None]


@strawberry.type
class Author:
    name: str = "Ada"

    @strawberry.field
    def books(self, first: int | None = None) -> "BookPage":
        return BookPage()


@strawberry.type
class Book:
    title: str = "Notes"

    @strawberry.field
    def author(self) -> Author:
        return Author()

    @strawberry.field
    def similar(self) -> list["Book"]:
        return []


@strawberry.type
class BookEdge:
    node: Book


@strawberry.type
class BookPage:
    @strawberry.field
    def edges(self) -> list[BookEdge]:
        return []


@strawberry.type
class Loan:
    is_back: strawberry.Private[bool]

    @strawberry.field
    async def returned(self) -> bool:
        if not self.is_back:
            await asyncio.Event().wait()
        return True


async def _loans() -> AsyncIterator[Loan]:
    yield Loan(is_back=False)
    yield Loan(is_back=True)


@strawberry.type
class Terms:
    cost: int
    remaining: int | None


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"Hello {name}"

    @strawberry.field
    def echo(self, value: JSON) -> JSON:
        return value

    @strawberry.field
    def twice(self, number: int = 1) -> int:
        return number * 2

    @strawberry.field
    def tags(self, names: list[str]) -> list[str]:
        return names

    @strawberry.field
    def reader(self, info: Info) -> str:
        return info.context.reader

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError("the password is swordfish")

    @strawberry.field
    def rude(self) -> str | None:
        raise GraphQLError("the password is swordfish", extensions={"code": "MINE"})

    @strawberry.field
    def null(self) -> str:
        return None  # type: ignore[return-value]

    @strawberry.field
    def secret(self) -> str | None:
        raise Problem("FORBIDDEN", "Members only", shelf=3)

    @strawberry.field
    def away(self) -> str | None:
        raise Gone

    @strawberry.field
    def long(self) -> str:
        return "x" * 2**23

    @strawberry.field
    def unprintable(self) -> str:
        return "\ud800"

    @strawberry.field
    def book(self) -> Book:
        return Book()

    @strawberry.field
    def books(self, first: int | None = None, last: int | None = None) -> BookPage:
        return BookPage()

    @strawberry.field
    def catalogue(self) -> BookPage:
        return BookPage()

    @strawberry.field
    def newest(self, first: int = 3) -> list[Book]:
        return []

    @strawberry.field
    def loose(self) -> list[Book]:
        return []

    @strawberry.field(metadata=sized(4))
    def shelf(self) -> list[Book]:
        return []

    @strawberry.field
    def terms(self) -> Terms:
        terms = admission()
        return Terms(
            cost=terms.cost, remaining=terms.rate_limit.remaining if terms.rate_limit else None
        )

    @strawberry.field
    async def wait(self, info: Info) -> str:
        info.context.started.set()
        try:
            await asyncio.Event().wait()
        finally:
            info.context.stopped.set()
        return "never"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def rename(self, info: Info, name: str) -> str:
        info.context.renamed.append(name)
        return name


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int) -> AsyncIterator[int]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def forever(self, info: Info) -> AsyncIterator[str]:
        info.context.started.set()
        try:
            yield "begun"
            await asyncio.Event().wait()
        finally:
            info.context.stopped.set()

    @strawberry.subscription
    async def silent(self) -> AsyncIterator[str]:
        await asyncio.Event().wait()
        yield "never"

    @strawberry.subscription
    async def loans(self, *, has_opened: bool) -> AsyncIterator[Loan]:
        if not has_opened:
            await asyncio.Event().wait()
        return _loans()

    @strawberry.subscription
    async def flood(self, info: Info) -> AsyncIterator[str]:
        try:
            while True:
                yield "x" * 2**18
        finally:
            info.context.stopped.set()

    @strawberry.subscription
    async def breaking(self) -> AsyncIterator[int]:
        yield 1
        raise ValueError("the password is swordfish")


SCHEMA = strawberry.Schema(Query, Mutation, Subscription)
