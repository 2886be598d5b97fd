"""On which terms the operation in hand was let in."""

from contextvars import ContextVar
from typing import NamedTuple

from engine.rate import RateLimit


class Admission(NamedTuple):
    """What an operation costs, and what its client has left (None: not limited)."""

    cost: int
    rate_limit: RateLimit | None


current: ContextVar[Admission] = ContextVar("admission")


def admission() -> Admission:
    """How the operation that a resolver works for was let in. LookupError outside of one."""
    return current.get()
