"""Unsubscribing from a kind of letters: by the link in each, or by a mail program (RFC 8058)."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from models import mails, texts
from models.mails import MailKind
from server import pages

PATH = "/unsubscribe"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Subscription:
    """One reader's letters of one kind; `locale` is the language they read."""

    address: str
    kind: MailKind
    locale: str


def token(subscription: Subscription, key: bytes) -> str:
    """What the link in a letter holds: it ends this subscription and can do nothing else."""
    parts = [subscription.address, subscription.kind.value, subscription.locale]
    said = orjson.dumps(parts)
    return f"{_encoded(said)}.{_encoded(_signature(said, key))}"


def read(text: str, key: bytes) -> Subscription | None:
    """The subscription in a token that was signed with the key; None for anything else."""
    said, _, signature = text.partition(".")
    try:
        raw, given = _decoded(said), _decoded(signature)
    except ValueError:
        return None
    if not hmac.compare_digest(given, _signature(raw, key)):
        return None
    address, kind, locale = orjson.loads(raw)
    return Subscription(address, MailKind(kind), locale)


def routes(key: bytes, brand: str) -> list[Route]:
    """The page that the link opens, and the POST with which readers and mail programs confirm.

    Opening the link changes nothing: virus scanners and previews open links too.
    """

    async def unsubscribe(request: Request) -> HTMLResponse:
        subscription = read(request.query_params.get("token", ""), key)
        if subscription is None:
            return _page("unknown", _language(request), 404, brand=brand)
        is_done = request.method == "POST"
        if is_done:
            await mails.opt_out(subscription.address, subscription.kind)
        step = "done" if is_done else "ask"
        return _page(step, subscription.locale, 200, brand=brand, subscription=subscription)

    return [Route(PATH, unsubscribe, methods=["GET", "POST"])]


def _page(step: str, locale: str, status: int, **facts: object) -> HTMLResponse:
    page = pages.rendered(f"{locale}/unsubscribe.html", {"step": step, "locale": locale, **facts})
    return HTMLResponse(page, status, _HEADERS)


def _language(request: Request) -> str:
    """The language of a page for somebody who is not known."""
    asked = request.headers.get("accept-language", "").lower()
    return "zh" if asked.startswith("zh") else texts.LOCALES[0]


def _signature(said: bytes, key: bytes) -> bytes:
    return hmac.digest(key, said, sha256)


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
