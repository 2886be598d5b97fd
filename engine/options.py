"""What an application may set, and where it may have its say."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.completion.executor import OnFallback
from engine.errors import Problem, log_fault
from engine.observation import Around, unobserved
from engine.rate import RateLimit


async def always_valid(_context: Any) -> bool:
    """For connections whose right never ends."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What the engine asks an application, and tells it.

    `classify` translates an exception of the application; None makes it a fault.
    `on_fault` is told of each fault, with its operation's context (None where there is none yet).
    `rate_limiter` is asked once for each operation, with its context and cost, before it runs;
    it raises Throttled to refuse it. What is refused before that costs a little too.
    `may_introspect` decides by its context who may ask for `__schema` and `__type`.
    `around` is entered for each execution, see `engine.observation`.
    `on_fallback` is told the field, as `Query.feed`, whose plan gave up to graphql-core, unless it
    was made to hand over objects of the type that it met.
    `still_valid` is asked again and again whether the context of a WebSocket or a stream is.
    """

    classify: Callable[[Exception], Problem | None] = lambda _error: None
    on_fault: Callable[[Exception, Any], None] = log_fault
    rate_limiter: Callable[[Any, int], Awaitable[RateLimit]] | None = None
    may_introspect: Callable[[Any], bool] = lambda _context: True
    around: Around = unobserved
    on_fallback: OnFallback = lambda _field: None
    still_valid: Callable[[Any], Awaitable[bool]] = always_valid


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """How requests and connections are treated.

    A WebSocket is closed after `init_seconds` without connection_init, after `send_seconds` in
    which its client read nothing, and unless it is found valid every `recheck_seconds`, as is a
    stream. An address may have `most_sockets` and `most_streams` open, the latter with a heartbeat
    every `heartbeat_seconds`. `allowed_origins` are the other sites whose pages may ask. `page`
    serves browsers a page to try queries on. `trusted_documents` are texts by id
    (`engine.trusted`).
    """

    most_body_bytes: int = 1024 * 1024
    most_sockets: int = 500
    most_subscriptions: int = 100
    init_seconds: float = 5
    send_seconds: float = 10
    recheck_seconds: float = 30
    allowed_origins: Collection[str] = ()
    most_streams: int = 100
    heartbeat_seconds: float = 12
    page: bool = False
    trusted_documents: Mapping[str, str] = field(default_factory=dict)
    only_trusted_documents: bool = False
