"""The one place that knows what time it is; tests and drills inject their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


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
