"""The tablets' web app: the built files of venues/scanner, under /scan/."""

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
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
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Not built</title>
<h1>The scanner was not built</h1>
<p>On the server, in its checkout: <code>make scanner</code>. Then load this page again.</p>
<p lang="zh">尚未构建检票应用。请在服务器上运行 <code>make scanner</code>，然后刷新本页。</p>
</html>
"""
_PATH = re.compile(r"(?:assets/)?[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")  # of what a build makes


def routes(built: Path = BUILT) -> list[Route]:
    """Where it is served: the app, and each file as it was built. Any other path is 404.

    A file of an older version is missing rather than another file under its name, so that a tablet
    which still runs that version keeps what it has.
    """

    async def show(request: Request) -> Response:
        app = built / "index.html"
        if not app.is_file():
            return HTMLResponse(_NOT_BUILT, 503, headers={"Cache-Control": "no-store"})
        path = request.path_params["path"]
        file = _file(built, path) if path else app
        if file is None:
            return PlainTextResponse("Not found", 404, headers={"Cache-Control": "no-store"})
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
    """The built file at a path; the disk is asked only for what a build may have made."""
    file = built / path
    return file if _PATH.fullmatch(path) and file.is_file() else None
