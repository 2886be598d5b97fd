"""The page of a pass: what a guest has open on their phone at the door, with a network or without.

Whoever has the address has the pass. All that the page needs is in it, so that the phone keeps one
thing, and nothing on it comes from, or goes to, anybody else.
"""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from engine.errors import Throttled
from models import clock
from models.access import passes
from models.pass_pages import PassPage, PassState
from models.seals import Seal
from server import pages
from server.authentication import language_of
from server.rates import Budget
from server.wallets import apple
from server.wallets.apple import AppleWallet
from server.wallets.google import GoogleWallet
from server.wallets.ticket import Ticket
from venues import qr, shown
from venues.pass_links import PATH, PassLinks

_FILES = Path(__file__).parent / "pass"
_STYLE, _SCRIPT, _WORKER = (
    (_FILES / name).read_text(encoding="utf-8") for name in ("page.css", "page.js", "worker.js")
)
_LANGUAGES = ("en", "zh")
_NO_FILE = {
    "en": "This server has no certificate for Apple Wallet. The pass on the page is as good.",
    "zh": "本服务器未配置 Apple 钱包证书，请直接使用网页上的通行证。",
}


def _hash_of(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Vary": "Accept-Language",
    "Content-Security-Policy": f"default-src 'none'; script-src {_hash_of(_SCRIPT)};"
    f" style-src {_hash_of(_STYLE)}; connect-src 'self'; worker-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True, slots=True)
class Wallets:
    """Those for which there are keys."""

    apple: AppleWallet | None = None
    google: GoogleWallet | None = None


@dataclass(frozen=True, slots=True)
class PassPages:
    """`GET /pass/{token}` and what belongs to it."""

    brand: str
    links: PassLinks
    seal: Seal
    budget: Budget
    wallets: Wallets

    def routes(self) -> list[Route]:
        """Where it is served; the worker first, since its name could be a token."""
        return [
            Route(f"{PATH}/worker.js", self.worker),
            Route(f"{PATH}/{{token}}", self.show),
            Route(f"{PATH}/{{token}}/apple.pkpass", self.file),
        ]

    async def worker(self, _request: Request) -> Response:
        """The service worker, whose scope is where it lies: the pages of passes and no others."""
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": "connect-src 'self'"}
        return Response(_WORKER, media_type="text/javascript", headers=headers)

    async def show(self, request: Request) -> Response:
        """The page; 404 for every token that is not ours, and in the end 429."""
        page = await self._found(request)
        if isinstance(page, Response):
            return page
        return _page(_language(request), 200, brand=self.brand, **await self._facts(page))

    async def file(self, request: Request) -> Response:
        """The first pass of the page for Apple Wallet; 501 where there is no certificate."""
        page = await self._found(request)
        if isinstance(page, Response):
            return page
        language = _language(request)
        if self.wallets.apple is None:
            return PlainTextResponse(_NO_FILE[language], 501, _HEADERS)
        ticket = (await self._tickets(page)).get(page.passes[0].seat.id)
        if ticket is None:
            return _page(language, 404, brand=self.brand, page=None)
        headers = _HEADERS | {"Content-Disposition": 'attachment; filename="pass.pkpass"'}
        return Response(self.wallets.apple.file(ticket), 200, headers, apple.MEDIA_TYPE)

    async def _found(self, request: Request) -> PassPage | Response:
        """The page that the request's token opens, or what to answer instead.

        A wrong token is paid for as a wrong credential is.
        """
        address = request.client.host if request.client else ""
        try:
            self.budget.let_in(address)
            seat_id = self.links.seat_of(request.path_params["token"])
            page = await passes.behind_link(seat_id) if seat_id else None
            if page is None:
                await self.budget.refuse(address)
        except Throttled as throttled:
            wait = {"Retry-After": str(int(throttled.retry_after) + 1)}
            return PlainTextResponse("Too many requests.", 429, _HEADERS | wait)
        return page or _page(_language(request), 404, brand=self.brand, page=None)

    async def _tickets(self, page: PassPage) -> dict[object, Ticket]:
        """The passes that open the door now, as tickets by seat."""
        rows = {each.seat.id: each.row for each in page.passes if each.row}
        texts = await shown.texts(rows.values(), self.seal)
        return {
            each.seat.id: Ticket.of(
                page,
                each,
                brand=self.brand,
                text=texts[each.seat.id],
                url=self.links.url(each.seat.link_id or each.seat.id),
            )
            for each in page.passes
            if each.seat.id in texts
        }

    async def _facts(self, page: PassPage) -> dict[str, object]:
        tickets = await self._tickets(page)
        event, zone = page.event, page.venue.zone
        google = self.wallets.google
        return {
            "page": page,
            "event": {
                "starts_at": event.starts_at.isoformat(),
                "ends_at": event.ends_at.isoformat(),
                "zone": zone,
            },
            "checked_at": clock.now().isoformat(),
            "zone": zone,
            "is_over": all(each.state is PassState.OVER for each in page.passes),
            "passes": [
                {
                    "holder": each.holder,
                    "state": each.state.value,
                    "code": Markup(qr.svg(tickets[each.seat.id].text)) if each.row else None,  # noqa: S704  drawn here
                    "apple": self._file(each.seat.id) if each.row and self.wallets.apple else None,
                    "google": google.link(tickets[each.seat.id]) if each.row and google else None,
                }
                for each in page.passes
            ],
        }

    def _file(self, seat_id: object) -> str:
        return f"{PATH}/{self.links.token(seat_id)}/apple.pkpass"  # type: ignore[arg-type]


def _page(language: str, status: int, **facts: object) -> HTMLResponse:
    parts = {"style": Markup(_STYLE), "script": Markup(_SCRIPT)}  # noqa: S704  our own files
    page = pages.rendered("pass.html", {"language": language, **parts, **facts})
    return HTMLResponse(page, status, _HEADERS)


def _language(request: Request) -> str:
    """The one that the address asks for, or else the browser."""
    asked = request.query_params.get("lang")
    if asked in _LANGUAGES:
        return str(asked)
    return language_of(request.headers.get("accept-language", ""))
