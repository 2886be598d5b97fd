"""Callbacks: what providers tell of payments, at an address of each provider."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.appointments import paying
from server.payments.providers import NoSuchProvider, Payments

PATH = "/payments/{provider}/callback"
_BODY_MOST = 16 * 1024


def routes(payments: Payments) -> list[Route]:
    """Where providers tell of payments.

    Whatever is well signed is answered 204: also what was heard before, and what is not known here,
    so that an answer tells nothing of what there is. All else is 403.
    """

    async def callback(request: Request) -> Response:
        try:
            provider = payments.of(request.path_params["provider"])
        except NoSuchProvider:
            return Response(status_code=404)
        body = await _body(request)
        notice = provider.heard(request.headers, body) if body is not None else None
        if notice is None:
            return Response(status_code=403)
        await paying.hear(notice)
        return Response(status_code=204)

    return [Route(PATH, callback, methods=["POST"])]


async def _body(request: Request) -> bytes | None:
    """The body; None where it is longer than any callback."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_MOST:
            return None
    return body
