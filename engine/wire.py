"""The HTTP side of a connection: what comes before a request's body has an end."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\n"
    b"connection: close\r\n\r\n"
)


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
        super().on_headers_complete()
