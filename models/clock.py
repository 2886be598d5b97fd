"""The one place that knows what time it is; tests inject their own, edges correct it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present as an aware UTC datetime."""
    return _source()


@contextmanager
def injected(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time until the block ends, in the whole process."""
    global _source  # noqa: PLW0603  one clock per process is the point
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before


@contextmanager
def corrected(by: Callable[[], timedelta]) -> Iterator[None]:
    """Add what `by` says to the computer's own clock until the block ends."""
    with injected(lambda: _system() + by()):
        yield
