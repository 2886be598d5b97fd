"""Executes one operation in several ways, and tells all that can be told of each."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from inspect import isawaitable
from typing import Any, NamedTuple

import orjson
import strawberry
from graphql import ExecutionResult, execute, parse, subscribe
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from engine.errors import Disclosure, Problem
from engine.execution import Served
from engine.limits import Limits
from engine.options import Hooks

GENEROUS = Limits(
    characters=10**6,
    lines=10**6,
    tokens=10**6,
    comparisons=10**9,
    depth=100,
    aliases=10**6,
    root_fields=10**6,
    cost=10**9,
)


class Request(NamedTuple):
    query: str
    variables: dict[str, Any]
    root: Any
    context: Any


class Outcome(NamedTuple):
    """What the client gets, and what the application hears of."""

    results: list[object]
    faults: list[str]


Way = Callable[[Request, list[str]], AsyncIterator[tuple[Any, Any]]]
"""Gives the data and the errors of each result, and lists the faults."""


def classified(error: Exception) -> Problem | None:
    return Problem("LOST", "Lost") if isinstance(error, LookupError) else None


class ByEngine:
    """The engine, compiling from some execution on or never."""

    def __init__(self, schema: strawberry.Schema, compile_from: int | None) -> None:
        self.fallbacks: list[str] = []
        self._faults: list[str] = []
        hooks = Hooks(
            classify=classified,
            on_fault=lambda error, _context: self._faults.append(repr(error)),
            on_fallback=self.fallbacks.append,
        )
        self.served = Served(schema, GENEROUS, hooks, compile_from=compile_from)

    async def __call__(self, request: Request, faults: list[str]) -> AsyncIterator[tuple[Any, Any]]:
        self._faults = faults
        query, variables, root, context = request
        if query.startswith("subscription"):
            async for it in await self.served.stream(query, variables, context, root):
                yield it.data, it.errors
        else:
            result = await self.served.execute(query, variables, context, root)
            yield result.data, result.errors


class ByCore:
    """graphql-core as Strawberry calls it; the engine words the errors."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self.schema = schema

    async def __call__(self, request: Request, faults: list[str]) -> AsyncIterator[tuple[Any, Any]]:
        disclosure = Disclosure(classified, lambda error, _context: faults.append(repr(error)))
        try:
            async for it in _by_core(self.schema, request):
                yield it.data, [disclosure.of(error, None) for error in it.errors or ()]
        except Exception as error:  # noqa: BLE001 - of the source of the events
            yield None, [disclosure.of(error, None)]


async def _by_core(schema: strawberry.Schema, request: Request) -> AsyncIterator[ExecutionResult]:
    query, variables, root, context = request
    run: Any = subscribe if query.startswith("subscription") else execute
    found = run(
        schema._schema,
        parse(query),
        root,
        context,
        variables,
        executor_class=StrawberryGraphQLCoreExecutionContext,
        is_awaitable=optimized_is_awaitable,
    )
    found = await found if isawaitable(found) else found
    if isinstance(found, ExecutionResult):
        yield found
    else:
        async for it in found:
            yield it


def outcome(
    way: Way, prepare: Callable[[], Request], finish: Callable[[], None] = lambda: None
) -> Outcome:
    """All that can be told of an execution."""
    faults: list[str] = []

    async def run() -> list[object]:
        return [_told(data, errors) async for data, errors in way(prepare(), faults)]

    results = asyncio.run(run())
    finish()
    return Outcome(results, [_stable(it) for it in faults])


def _told(data: Any, errors: Any) -> object:
    problems = [(it.message, it.path, it.locations, it.extensions) for it in errors or ()]
    return _json(data), _stable(repr(data)), problems


def _json(data: Any) -> str:
    """What is sent, if it can be."""
    try:
        return _stable(orjson.dumps(data, default=repr, option=orjson.OPT_NON_STR_KEYS).decode())
    except orjson.JSONEncodeError as error:
        return str(error)


def _stable(text: str) -> str:
    """Without addresses in memory."""
    return re.sub(r"0x[0-9a-f]+", "0x", text)
