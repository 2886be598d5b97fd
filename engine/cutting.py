"""Cuts short what is being waited for."""

import asyncio
from types import TracebackType


class CutShort(Exception):
    """The block was told to end before it had."""


class Cut:
    """A block of a task that `now` cuts short, from wherever: the block raises CutShort.

    As `asyncio.timeout` does it, for reasons that are not always the time, and at less cost.
    """

    __slots__ = "_cancelling", "_is_cut", "_task"

    def __enter__(self) -> None:
        """The task is the one that is here."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - the engine runs in tasks
        self._task = task
        self._cancelling = task.cancelling()
        self._is_cut = False

    def now(self) -> None:
        """Cancel what the block waits for."""
        if not self._is_cut:
            self._is_cut = True
            self._task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """Raises CutShort, unless the task was cancelled by somebody else as well."""
        if not self._is_cut:
            return
        others = self._task.uncancel() > self._cancelling
        if kind is asyncio.CancelledError and not others:
            raise CutShort from None
