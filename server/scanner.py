"""The tablets' web app: the built files of venues/scanner, under /scan/."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

BUILT = Path(__file__).resolve().parent.parent / "venues" / "scanner" / "dist"

_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval';"
    " connect-src 'self' https: wss:;"  # edges at the venue have names of their own
    " img-src 'self' data: blob:; media-src 'self' blob:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_NOT_BUILT = """<!doctype html><meta charset="utf-8"><title>Not built</title>
<h1>The scanner was not built</h1>
<p>On the server, in its checkout: <code>make scanner</code>. Then load this page again.</p>
"""


def routes(built: Path = BUILT) -> list[Route]:
    """Where it is served: each file as it was built, and the app for every other path."""

    async def show(request: Request) -> Response:
        file = _file(built, request.path_params["path"])
        if file is None:
            return HTMLResponse(_NOT_BUILT, status_code=503)
        is_hashed = file.parent.name == "assets"
        headers = {
            "Cache-Control": _FOR_GOOD if is_hashed else _ASK_FIRST,
            "Content-Security-Policy": _POLICY,
            "Permissions-Policy": "camera=(self), screen-wake-lock=(self), microphone=()",
        }
        return FileResponse(file, media_type=_TYPES.get(file.suffix), headers=headers)

    async def enter(_request: Request) -> Response:
        return RedirectResponse("/scan/", status_code=308)

    return [Route("/scan", enter), Route("/scan/{path:path}", show)]


def _file(built: Path, path: str) -> Path | None:
    """The built file at a path, the app itself for any other; None where there is no app."""
    app = built / "index.html"
    if not app.is_file():
        return None
    file = (built / path).resolve()
    return file if file.is_file() and file.is_relative_to(built.resolve()) else app
