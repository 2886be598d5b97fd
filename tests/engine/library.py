"""A schema that is nobody's: a library, for the engine's tests."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import httpx
import strawberry
import uvicorn
from graphql import GraphQLError
from starlette.requests import Request
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from strawberry.scalars import JSON

from engine.endpoint import Endpoint
from engine.errors import Problem, Unauthenticated, Unavailable
from engine.execution import admission
from engine.limits import Limits
from engine.options import Hooks, Transport
from engine.rate import RateLimit
from engine.sizes import sized
from engine.stalls import StallDroppingProtocol


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


@dataclass
class Library:
    """An application around an endpoint, and all that its hooks were told."""

    visit: Visit = field(default_factory=lambda: Visit("Ada"))
    faults: list[tuple[Exception, Any]] = field(default_factory=list)
    priced: list[int] = field(default_factory=list)
    connected_with: list[Mapping[str, Any] | None] = field(default_factory=list)
    refuse_with: Exception | None = None
    valid: bool = True
    schema: strawberry.Schema = SCHEMA

    def endpoint(
        self, *, limits: Limits | None = None, hooks: dict[str, Any] | None = None, **transport: Any
    ) -> Endpoint:
        """An endpoint with every hook in use, unless told otherwise."""
        in_use = {
            "classify": lambda error: Unavailable() if isinstance(error, Gone) else None,
            "on_fault": lambda error, context: self.faults.append((error, context)),
            "rate_limiter": self.price,
            "still_valid": self.still_valid,
        }
        return Endpoint(
            self.schema,
            self.context_for,
            limits=limits or Limits(),
            hooks=Hooks(**{**in_use, **(hooks or {})}),
            transport=Transport(**transport),
        )

    async def context_for(
        self, connection: Request | WebSocket, parameters: Mapping[str, Any] | None
    ) -> Visit:
        self.connected_with.append(parameters)
        if self.refuse_with:
            raise self.refuse_with
        if connection.headers.get("authorization") == "nobody":
            raise Unauthenticated
        return self.visit

    async def price(self, _visit: Visit, cost: int) -> RateLimit:
        self.priced.append(cost)
        return RateLimit(100, 100 - cost, datetime(2026, 6, 1, tzinfo=UTC))

    async def still_valid(self, _visit: Visit) -> bool:
        return self.valid


class Reader:
    """An HTTP client of an ASGI application."""

    def __init__(self, app: ASGIApp) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://library.test"
        )

    async def ask(self, query: str, /, **variables: Any) -> httpx.Response:
        """Post an operation."""
        return await self.http.post("/", json={"query": query, "variables": variables})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()


@asynccontextmanager
async def listening(
    app: ASGIApp, *, ws: type[asyncio.Protocol] = StallDroppingProtocol
) -> AsyncIterator[int]:
    """Serve on a free port of the loopback interface, and give the port."""
    config = uvicorn.Config(app, port=0, ws=ws, lifespan="off", log_config=None, access_log=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        await server.shutdown()
