"""A library: an application around the engine, and its readers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import httpx
import strawberry
import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from engine import listening as doors
from engine.endpoint import Endpoint
from engine.errors import Unauthenticated, Unavailable
from engine.limits import Limits
from engine.options import Hooks, Transport
from engine.rate import RateLimit
from tests.engine.books import SCHEMA, Gone, Visit

GRAPHQL_JSON = "application/graphql-response+json"


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
    """An HTTP client of an ASGI application, which knows GraphQL's own media type."""

    def __init__(self, app: ASGIApp) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://library.test",
            headers={"accept": GRAPHQL_JSON},
        )

    async def ask(self, query: str, /, **variables: Any) -> httpx.Response:
        """Post an operation."""
        return await self.http.post("/", json={"query": query, "variables": variables})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()


@asynccontextmanager
async def listening(app: ASGIApp, **options: Any) -> AsyncIterator[int]:
    """Serve as in production on a free port of the loopback interface, and give the port."""
    async with served(app, **options) as server:
        yield server.servers[0].sockets[0].getsockname()[1]


@asynccontextmanager
async def served(
    app: ASGIApp, *, stall_seconds: float = doors.STALL_SECONDS, **options: Any
) -> AsyncIterator[uvicorn.Server]:
    """The server that listens, and its connections."""
    transport = app.transport if isinstance(app, Endpoint) else Transport()
    as_ever = {"port": 0, "lifespan": "off", "log_config": None, "access_log": False}
    config = uvicorn.Config(app, **{**as_ever, **doors.options(transport), **options})
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    doors.drop_stalled((one for each in server.servers for one in each.sockets), stall_seconds)
    try:
        yield server
    finally:
        await server.shutdown()
