"""The HTTP side of a connection: what comes before a request's body has an end."""

import asyncio
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\n"
    b"connection: close\r\n\r\n"
)
_CONTINUE = b"HTTP/1.1 100 "
_HAS_LENGTH = b"\r\ncontent-length: "


class Wire(HttpToolsProtocol):
    """For `uvicorn.Config(http=...)`, which itself would keep a head however long it gets.

    The address and headers of a request hold at most `most_head_bytes`, give or take what comes
    in one piece; a longer one is answered 431.
    """

    most_head_bytes = 64 * 1024

    _head_bytes = 0
    _is_in_head = False

    def data_received(self, data: bytes) -> None:
        """Count what comes before a body."""
        super().data_received(data)
        self._head_bytes += len(data)
        if self._is_in_head and self._head_bytes > self.most_head_bytes:
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._is_in_head = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """Its head has come whole."""
        self._is_in_head = False
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before and self.scope["method"] != "HEAD":
            self.cycle.transport = cast(asyncio.Transport, _Together(self.cycle.transport))


class _Together:
    """The transport of one answer, whose head goes out with the begin of its body.

    uvicorn writes them one after the other, so that either side is woken twice. Where the head
    names no length, the body may be long in coming, and is not waited for.
    """

    __slots__ = "_has_begun", "_head", "_transport", "is_closing"

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self._has_begun = False
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        """Send, or keep a head until there is more."""
        if self._head:
            data, self._head = self._head + data, b""
        elif not self._has_begun and not data.startswith(_CONTINUE):
            self._has_begun = True
            if _HAS_LENGTH in data:
                self._head = data
                return
        self._transport.write(data)

    def close(self) -> None:
        """Close once all is sent."""
        if self._head:
            self._transport.write(self._head)
        self._transport.close()
