"""How uvicorn is to listen, so that no client can hold on to what it does not use."""

import socket
from collections.abc import Iterable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from engine.options import Transport
from engine.wire import Wire

STALL_SECONDS = 20.0
MOST_PIECES = 1_000
"""How many frames one message may come in."""


def options(transport: Transport) -> dict[str, Any]:
    """For `uvicorn.Config`: WebSocket messages are bounded as the bodies of requests are."""
    return {"http": Wire, "ws": QuietProtocol, "ws_max_size": transport.most_body_bytes}


def drop_stalled(listeners: Iterable[socket.socket], seconds: float = STALL_SECONDS) -> None:
    """Cut the line to each client that for so long takes nothing of what is sent to it.

    The kernel does so, whatever is spoken, and uvicorn alone would wait for ever. Linux only.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        for listener in listeners:
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))


class QuietProtocol(WebSocketsSansIOProtocol):
    """Closes for text that is none without a traceback in the log, and for endless messages."""

    def handle_cont(self, event: Frame) -> None:
        """Empty frames, too, would fill the memory in the end."""
        if len(self.frames) < MOST_PIECES:
            super().handle_cont(event)
        else:
            self._fail(CloseCode.MESSAGE_TOO_BIG, "too many frames in one message")

    def send_receive_event_to_app(self) -> None:
        """Hand over a whole message."""
        try:
            if self.curr_msg_data_type == "text":
                b"".join(self.frames).decode()
        except UnicodeDecodeError:
            self._fail(CloseCode.INVALID_DATA, "text must be UTF-8")
        else:
            super().send_receive_event_to_app()

    def _fail(self, code: CloseCode, reason: str) -> None:
        self.frames = []
        self.conn.fail(code, reason)
        self.handle_parser_exception()
