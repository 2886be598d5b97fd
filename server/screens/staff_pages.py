"""The pages of staff: the door as a supervisor has it, and a dealer's inbox of leads.

Everything on them comes from the API, with the credential of whoever signs in there; the pages
themselves are the same for all.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from server import pages
from server.screens import files

_SCREENS = ("door", "dealer")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def routes(brand: str) -> list[Route]:
    """The pages and their files."""
    return [route for screen in _SCREENS for route in _routes(screen, brand)]


def _routes(screen: str, brand: str) -> list[Route]:
    page = pages.rendered(f"{screen}.html", {"brand": brand})
    known = files.of(screen)

    async def show(_request: Request) -> Response:
        return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})

    async def file(request: Request) -> Response:
        found = known.get(request.path_params["name"])
        return found.answer(request) if found else PlainTextResponse("not found", 404)

    return [Route(f"/{screen}", show), Route(f"/{screen}/{{name}}", file)]
