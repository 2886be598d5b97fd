"""Whether a client is still there to be answered."""

import asyncio
from types import TracebackType

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from engine.cutting import Cut, CutShort

QUICK_SECONDS = 0.25
"""What takes no longer is not worth a task that watches for the client to leave."""


async def departure(receive: Receive) -> None:
    """Returns when the client goes away; the request's body must have been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


class WhileConnected(Cut):
    """Cancels its block, which raises ClientDisconnect, when the client goes away.

    The request's body must have been read.
    """

    __slots__ = "_later", "_receive", "_watcher"

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        """Begin to watch in a while."""
        super().__enter__()
        self._later = asyncio.get_running_loop().call_later(QUICK_SECONDS, self._begin)

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        """Raises ClientDisconnect."""
        self._later.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        try:
            super().__exit__(kind, error, trace)
        except CutShort:
            raise ClientDisconnect from None

    def _begin(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        await departure(self._receive)
        self.now()
