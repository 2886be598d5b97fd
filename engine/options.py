"""What an application may set, and where it may have its say."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any

from engine.errors import Problem, log_fault
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
    it raises RateLimited to refuse it.
    `still_valid` is asked again and again whether a WebSocket's context is.
    """

    classify: Callable[[Exception], Problem | None] = lambda _error: None
    on_fault: Callable[[Exception, Any], None] = log_fault
    rate_limiter: Callable[[Any, int], Awaitable[RateLimit]] | None = None
    still_valid: Callable[[Any], Awaitable[bool]] = always_valid


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """How requests and connections are treated.

    A WebSocket is closed after `init_seconds` without connection_init, after `send_seconds` in
    which its client read nothing, and unless it is found valid every `recheck_seconds`.
    `allowed_origins` are the other sites whose pages may open one. `graphiql` serves browsers
    a page to try queries on.
    """

    most_body_bytes: int = 1024 * 1024
    most_subscriptions: int = 100
    init_seconds: float = 5
    send_seconds: float = 10
    recheck_seconds: float = 30
    allowed_origins: Collection[str] = ()
    graphiql: bool = False
