"""Request ids: a caller's own if it is sane, else a fresh one; in logs, errors and the answer."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.errors import request_id
from models import ids

_HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIds:
    """ASGI middleware: the endpoint and the logs find the id where they look for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection under its id."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get(_HEADER, "")
        identity = said if _SANE.fullmatch(said) else str(ids.new())
        scope.setdefault("state", {})["request_id"] = identity
        request_id.set(identity)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[_HEADER] = identity
            await send(message)

        await self.app(scope, receive, send_with_id)
