"""The whole application in process, over HTTP without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from opentelemetry.sdk.trace import TracerProvider
from pydantic import SecretStr

from server import app
from server.app import Application
from server.settings import Settings
from tests.house import SECRET


@dataclass(frozen=True, slots=True)
class Service:
    """An application whose database is open already, and a client of it."""

    application: Application
    settings: Settings
    client: httpx.AsyncClient

    async def ask(
        self,
        query: str,
        *,
        token: str = "",
        headers: dict[str, str] | None = None,
        **variables: Any,
    ) -> httpx.Response:
        """The answer to an operation sent by POST."""
        given = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        return await self.client.post("/graphql", json=body, headers=given | (headers or {}))


@asynccontextmanager
async def service(
    database_url: str, *, traces: TracerProvider | None = None, **said: Any
) -> AsyncIterator[Service]:
    """The application with these settings; what runs beside its requests does not run."""
    settings = Settings(database_url=database_url, secret_key=SecretStr(SECRET), **said)
    application = app.build(settings, traces)
    transport = httpx.ASGITransport(application.asgi, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://paddock.test") as client:
        yield Service(application, settings, client)


def code(answer: httpx.Response) -> str:
    """The code of the one top-level error of an answer."""
    [error] = answer.json()["errors"]
    return str(error["extensions"]["code"])
