"""Headers that every answer carries, so that a browser does no more with it than it should."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'"
_ENCRYPTED = "max-age=31536000"
_RETRY_SECONDS = "5"


class SafeHeaders:
    """ASGI middleware: security headers, and when to come back after a 503."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; the application's own headers win."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), message["status"], scope["scheme"])
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


def _complete(headers: MutableHeaders, status: int, scheme: str) -> None:
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    if not headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("Content-Security-Policy", _NOT_A_PAGE)
    headers.setdefault("Cache-Control", "no-store")
    if scheme == "https":
        headers.setdefault("Strict-Transport-Security", _ENCRYPTED)
    if status == 503:  # noqa: PLR2004
        headers.setdefault("Retry-After", _RETRY_SECONDS)
