"""Responses that go on: the results of an operation as they come, and signs of life between."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send
from strawberry.types.execution import ExecutionResult, PreExecutionError

from engine.addresses import network_of
from engine.answers import whole
from engine.errors import Problem, Unauthenticated
from engine.framing import FRAMINGS, Body
from engine.negotiation import OK, Media, status
from engine.presence import departure

if TYPE_CHECKING:
    from engine.endpoint import Endpoint

UNTOLD_SECONDS = 1.0
"""A stream without a result begins after so long; what is refused before has its HTTP status."""


class Streams(set["Stream"]):
    """The open streams of an endpoint."""

    def make_room(self, address: str, most: int) -> None:
        """Raises TOO_MANY_STREAMS where the client's network has as many open already."""
        network = network_of(address)
        if sum(network_of(stream.address) == network for stream in self) >= most:
            raise Problem("TOO_MANY_STREAMS", f"At most {most} streams may be open at once")

    def break_off(self) -> None:
        """End each stream before its time, so that its client comes back, to another server."""
        for stream in self:
            stream.breaking_off.set()


class _BrokenOff(Exception):
    """The server will stop."""


@dataclass(eq=False)
class Stream:
    """The response to an operation, while it has results and its client a right to them.

    A heartbeat is sent every `heartbeat_seconds`, and the right looked at every
    `recheck_seconds`. However the response ends, the operation ends with it.
    """

    view: "Endpoint"
    context: Any
    results: AsyncGenerator[ExecutionResult, None]
    media: Media
    plain: Media
    address: str
    breaking_off: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whose body has been read."""
        body = Body(FRAMINGS[self.media], send)
        self.view.streams.add(self)
        try:
            refusal = await self._tell_until_the_end(body, receive)
        finally:
            self.view.streams.discard(self)
        if refusal is None:
            return
        if body.has_begun or status(refusal, self.media) == OK:
            await body.say(refusal)
            await body.complete()
        else:
            await whole(refusal, self.plain)(scope, receive, send)

    async def _tell_until_the_end(self, body: Body, receive: Receive) -> ExecutionResult | None:
        """Gives the refusal, still to be told, that was the end."""
        refusal = None
        try:
            async with asyncio.TaskGroup() as group:
                watches = (self._beat(body), self._recheck(), self._depart(receive), self._stop())
                watching = [group.create_task(watch) for watch in watches]
                refusal = await self._tell_results(body)
                for watch in watching:
                    watch.cancel()
                if refusal is None:
                    await body.complete()
        except* ClientDisconnect:
            pass
        except* _BrokenOff:
            await body.break_off()
        except* Exception as errors:  # noqa: BLE001 - whatever it is, the client is told
            refusal = self.view.disclosure.refusal(errors.exceptions[0], self.context)
        return refusal

    async def _tell_results(self, body: Body) -> ExecutionResult | None:
        async with aclosing(self.results):
            async for result in self.results:
                if isinstance(result, PreExecutionError):
                    return result
                await body.say(result)
                await asyncio.sleep(0)  # a source that never waits would hide that nobody reads
        return None

    async def _beat(self, body: Body) -> None:
        seconds = self.view.transport.heartbeat_seconds
        await asyncio.sleep(min(UNTOLD_SECONDS, seconds))
        while True:
            await body.beat()
            await asyncio.sleep(seconds)

    async def _recheck(self) -> None:
        is_valid = True
        while is_valid:
            await asyncio.sleep(self.view.transport.recheck_seconds)
            is_valid = await self.view.hooks.still_valid(self.context)
        raise Unauthenticated("What let you in is no longer valid")

    async def _depart(self, receive: Receive) -> None:
        await departure(receive)
        raise ClientDisconnect

    async def _stop(self) -> None:
        await self.breaking_off.wait()
        raise _BrokenOff
