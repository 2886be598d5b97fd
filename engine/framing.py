"""How results stand one after another in a body that goes on."""

import asyncio
from dataclasses import dataclass

from starlette.types import Send
from strawberry.types.execution import ExecutionResult

from engine.answers import encoded
from engine.negotiation import OK, Media

HEADERS = {"vary": "accept", "x-accel-buffering": "no"}
"""A proxy, too, must pass on each chunk as it comes."""


@dataclass(frozen=True, slots=True)
class Framing:
    """The bytes around the results of a stream; a client acts on each chunk as it comes.

    A stream that breaks off has no `closing`, so that its client knows to come back.
    """

    content_type: str
    opening: bytes
    before: bytes
    after: bytes
    heartbeat: bytes
    closing: bytes


# Lines end in LF alone: urql looks for two of them. The empty data makes EventSource see the end.
_EVENTS = Framing(
    content_type="text/event-stream; charset=utf-8",
    opening=b":\n\n",
    before=b"event: next\ndata: ",
    after=b"\n\n",
    heartbeat=b":\n\n",
    closing=b"event: complete\ndata:\n\n",
)
# Apollo acts on a part when it sees the boundary behind it, so that each part brings its own.
_PARTS = Framing(
    content_type="multipart/mixed;boundary=graphql;subscriptionSpec=1.0",
    opening=b"--graphql",
    before=b'\r\nContent-Type: application/json\r\n\r\n{"payload":',
    after=b"}\r\n--graphql",
    heartbeat=b"\r\nContent-Type: application/json\r\n\r\n{}\r\n--graphql",
    closing=b"--\r\n",
)
FRAMINGS = {Media.EVENT_STREAM: _EVENTS, Media.MULTIPART: _PARTS}


class Body:
    """The body of one response, which begins with the first chunk; chunks never interleave."""

    def __init__(self, framing: Framing, send: Send) -> None:
        self.framing = framing
        self.has_begun = False
        self._send = send
        self._turn = asyncio.Lock()

    async def say(self, result: ExecutionResult) -> None:
        """One result; raises TypeError, saying nothing, for one that is no JSON."""
        await self._chunk(self.framing.before + encoded(result) + self.framing.after)

    async def beat(self) -> None:
        """A sign of life, which clients pass over."""
        await self._chunk(self.framing.heartbeat)

    async def complete(self) -> None:
        """The end of the operation."""
        await self._chunk(self.framing.closing, is_last=True)

    async def break_off(self) -> None:
        """The end of the response, but not of the operation."""
        await self._chunk(b"", is_last=True)

    async def _chunk(self, chunk: bytes, *, is_last: bool = False) -> None:
        async with self._turn:
            opening = b"" if self.has_begun else await self._begin()
            message = {"type": "http.response.body", "body": opening + chunk}
            await self._send({**message, "more_body": not is_last})

    async def _begin(self) -> bytes:
        self.has_begun = True
        said = {**HEADERS, "content-type": self.framing.content_type}
        headers = [(name.encode(), value.encode()) for name, value in said.items()]
        await self._send({"type": "http.response.start", "status": OK, "headers": headers})
        return self.framing.opening
