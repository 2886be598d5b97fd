"""Frees the socket of a client that stopped reading."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class StallDroppingProtocol(WebSocketsSansIOProtocol):
    """For `uvicorn.Config(ws=...)`: what a client never read does not keep its socket open.

    uvicorn itself would wait for such a client to take what is still in the buffer.
    """

    async def run_asgi(self) -> None:
        """Abort the transport where the application ended with the buffer still full."""
        await super().run_asgi()
        if not self.writable.is_set():
            self.transport.abort()
