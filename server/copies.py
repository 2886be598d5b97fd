"""An edge's copy of its event over HTTP: the whole of it, or what is other than it was."""

import asyncio
import gzip
from datetime import UTC, datetime, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engine.errors import REFUSED_WITH, Problem
from models import texts
from models.access import edges
from models.copies import reading
from models.copies.reading import Copy, Known
from models.refusals import OutOfRange
from schema import nodes
from server import faults
from server.authentication import Reception

_AT_ONCE = 2  # that of a hundred thousand people takes some hundred MiB while it is made
_LEVEL = 6
_DIGITS = 14  # of milliseconds, up to the year 5138
_LINES = "application/x-ndjson"
_STATUS = {
    "NOT_FOUND": 404,
    "OUT_OF_RANGE": 400,
    "SIGN_IN_REQUIRED": 401,
    "THROTTLED": 429,
    "UNAVAILABLE": 503,
} | REFUSED_WITH


class Copies:
    """`GET /door/{event}/copy` with an edge's credential, gzip, 304 where nothing has changed.

    `people` is the mark of the people that the edge has, `since` the time, in milliseconds, of its
    last copy: these are left out, and scans from well before.
    """

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._turn = asyncio.Semaphore(_AT_ONCE)

    def routes(self) -> list[Route]:
        """Where it is served."""
        return [Route("/door/{event}/copy", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The copy, or why not."""
        try:
            viewer = (await self._reception.context_for(request, None)).viewer
            event_id = await edges.to_copy(viewer, _event_id(request))
            async with self._turn:
                return await _answer(request, await reading.read(event_id, _known(request)))
        except Exception as error:
            problem = error if isinstance(error, Problem) else faults.problem_of(error)
            if problem is None:
                raise
            said = {"code": problem.code, "message": problem.message}
            return JSONResponse({"errors": [said]}, _STATUS.get(problem.code, 400))


async def _answer(request: Request, copy: Copy) -> Response:
    tag = f'"{copy.tag}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    packed = await asyncio.to_thread(lambda: gzip.compress(b"".join(copy.lines()), _LEVEL))
    headers["Content-Encoding"] = "gzip"
    return Response(packed, headers=headers, media_type=_LINES)


def _event_id(request: Request) -> UUID:
    said = request.path_params["event"]
    try:
        return UUID(said)
    except ValueError:
        return nodes.row_id(said, "Event")


def _known(request: Request) -> Known:
    said = request.query_params.get("since", "")
    if not said:
        return Known()
    if not said.isdecimal() or len(said) > _DIGITS:
        raise OutOfRange("since", least=0, most=10**_DIGITS - 1)
    at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(said))
    return Known(request.query_params.get("people", ""), texts.instant(at, "since"))
