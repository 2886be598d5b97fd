"""Reads the one operation that a request asks for, and refuses whatever is not well-formed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from engine.errors import Problem

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
PREFLIGHT_HEADERS = (
    "graphql-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "x-requested-with",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks to be executed."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None


async def read(request: Request, most_bytes: int) -> Asked:
    """What an HTTP request asks for; raises the Problem that it has."""
    if request.method == "GET":
        return asked(_parameters(request))
    if request.method != "POST":
        raise Problem("METHOD_NOT_ALLOWED", "Only GET and POST are served here")
    if _media_type(request.headers.get("content-type", "")) != JSON:
        raise Problem("UNSUPPORTED_MEDIA_TYPE", f"The content type of a request must be {JSON}")
    return asked(_parsed(await _body(request, most_bytes)))


def asked(fields: object) -> Asked:
    """What decoded JSON asks for; raises BAD_REQUEST when it is no operation."""
    if not isinstance(fields, dict):
        raise Problem("BAD_REQUEST", "A request must be one JSON object; batches are not served")
    if not isinstance(fields.get("query"), str):
        raise Problem("BAD_REQUEST", "`query` must be a string")
    for name, kind in (("variables", dict), ("operationName", str), ("extensions", dict)):
        if not isinstance(fields.get(name), kind | None):
            raise Problem("BAD_REQUEST", f"`{name}` must be of type {kind.__name__}, if given")
    return Asked(
        fields["query"],
        fields.get("variables"),
        fields.get("operationName"),
        fields.get("extensions"),
    )


def accepts_graphql_json(request: Request) -> bool:
    """Whether the client knows GraphQL's own media type, and will get it."""
    return GRAPHQL_JSON in request.headers.get("accept", "")


@asynccontextmanager
async def while_connected(request: Request) -> AsyncIterator[None]:
    """Cancels its block, and raises ClientDisconnect, when the client goes away.

    The request's body must have been read.
    """
    loop = asyncio.get_running_loop()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        patience.reschedule(loop.time())

    patience = asyncio.timeout(None)
    try:
        async with patience:
            watcher = asyncio.create_task(watch())
            try:
                yield
            finally:
                watcher.cancel()
    except TimeoutError:
        if patience.expired():
            raise ClientDisconnect from None
        raise


def _parameters(request: Request) -> dict[str, Any]:
    """Raises BAD_REQUEST when a form or a link on a stranger's page could have sent the request."""
    headers = request.headers
    if not (
        any(name in headers for name in PREFLIGHT_HEADERS)
        or _media_type(headers.get("content-type", "")) == JSON
        or accepts_graphql_json(request)
    ):
        raise Problem("BAD_REQUEST", f"A GET must accept {GRAPHQL_JSON} (CSRF prevention)")
    parameters: dict[str, Any] = dict(request.query_params)
    for name in {"variables", "extensions"} & parameters.keys():
        parameters[name] = _parsed(parameters[name]) if parameters[name] else None
    return parameters


async def _body(request: Request, most_bytes: int) -> bytes:
    """Stops reading at the limit, whatever the headers promised."""
    body = bytearray()
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) <= most_bytes:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most_bytes:
                break
        else:
            return bytes(body)
    raise Problem("PAYLOAD_TOO_LARGE", f"A request's body holds at most {most_bytes} bytes")


def _parsed(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Problem("BAD_REQUEST", "The request holds invalid JSON") from error


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()
