"""Referral links: /r/CODE leads to the front-end's own address, with the code and an event."""

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from models.referrals import codes
from schema import nodes

PATH = "/r/{code}"
INVITE = f"{PATH}/{{event}}"


def routes(front_url: str) -> list[Route]:
    """Where links lead; nowhere else than to the front-end, whatever stands in them.

    A code that is not known leads there as well: a link tells nobody which codes there are.
    """

    async def follow(request: Request) -> RedirectResponse:
        code = codes.written(request.path_params["code"])
        said = f"/?referral={code}" if code else "/"
        event = request.path_params.get("event", "")
        if code and nodes.decode(event):
            said += f"&event={event}"
        return RedirectResponse(f"{front_url}{said}", status_code=302)

    return [Route(path, follow, methods=["GET"]) for path in (PATH, INVITE)]
