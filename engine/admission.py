"""On which terms the operation in hand was let in."""

from contextvars import ContextVar
from dataclasses import dataclass

from engine.rate import RateLimit


@dataclass(frozen=True, slots=True)
class Admission:
    """What an operation costs, and what its client has left (None: not limited)."""

    cost: int
    rate_limit: RateLimit | None


current: ContextVar[Admission] = ContextVar("admission")


def admission() -> Admission:
    """How the operation that a resolver works for was let in. LookupError outside of one."""
    return current.get()
