"""A client for one GraphQL server on loopback, lean enough not to be what is measured."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

import orjson


@dataclass
class Wire:
    """One keep-alive connection that sends one operation at a time."""

    port: int
    token: str = ""
    _reader: asyncio.StreamReader = field(init=False)
    _writer: asyncio.StreamWriter = field(init=False)

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of an operation; RuntimeError with the whole answer where it has errors."""
        answer: dict[str, Any] = orjson.loads(
            await self.post(orjson.dumps({"query": document, "variables": variables}))
        )
        if answer.get("errors"):
            raise RuntimeError(answer)
        data: dict[str, Any] = answer["data"]
        return data

    async def post(self, body: bytes) -> bytes:
        """The body of the answer to a body."""
        authorization = f"authorization: Bearer {self.token}\r\n" if self.token else ""
        self._writer.write(
            (
                f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\n{authorization}"
                f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            ).encode()
            + body
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return await self._reader.readexactly(length)
