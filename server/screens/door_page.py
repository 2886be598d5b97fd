"""The page of the door: what a supervisor has open on a phone or a tablet during an event.

Everything on it comes from the API, with the credential of whoever signs in there; the page itself
is the same for all.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from server import pages
from server.screens import files

PATH = "/door"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def routes(brand: str) -> list[Route]:
    """The page and its files."""
    page = pages.rendered("door.html", {"brand": brand})
    known = files.of("door")

    async def show(_request: Request) -> Response:
        return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})

    async def file(request: Request) -> Response:
        found = known.get(request.path_params["name"])
        return found.answer(request) if found else PlainTextResponse("not found", 404)

    return [Route(PATH, show), Route(f"{PATH}/{{name}}", file)]
