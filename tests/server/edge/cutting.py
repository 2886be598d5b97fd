"""A line to the cloud that can swallow answers: what is said arrives, and nothing comes back."""

import asyncio
import contextlib
from typing import Self

from tests import processes


class Cutter:
    """Forwards bytes between a port of its own and that of the cloud."""

    def __init__(self, cloud_port: int) -> None:
        self.swallows = False
        self.port = processes.free_port()
        self._cloud_port = cloud_port
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The cloud's address by this line."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._cloud_port)
            await asyncio.gather(
                self._pass_on(reader, back, swallows=False),
                self._pass_on(there, writer, swallows=True),
            )
        writer.close()

    async def _pass_on(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, swallows: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while content := await source.read(65536):
                if not (swallows and self.swallows):
                    sink.write(content)
                    await sink.drain()
        sink.close()
