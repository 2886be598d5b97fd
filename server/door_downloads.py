"""What tablets download: the manifest of an event, and what happened at its door since."""

import gzip
import re
from collections.abc import Awaitable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engine.errors import REFUSED_WITH, Problem, Throttled
from models.access import door_feed
from models.access.viewer import Viewer
from models.door_feed.reading import Gone
from schema import nodes
from server import faults
from server.authentication import Reception

_PLACE = re.compile("[0-9]{1,18}")
_ETAG = re.compile('"[^"]*"')
_LONG = 1_000  # bytes, from which packing is worth it
MANIFEST_COSTS = 500
CHANGES_COST = 20
"""What downloads are charged: all tablets of a big house, behind one address, begin at once."""
_KEPT_NOWHERE = "no-store"  # a browser's cache would hold the people in the clear
_STATUS = {
    "SIGN_IN_REQUIRED": 401,
    "NOT_FOUND": 404,
    "CURSOR_EXPIRED": 410,
    "UNAVAILABLE": 503,
} | REFUSED_WITH


class DoorDownloads:
    """`GET /door/{event}/manifest` and `GET /door/{event}/changes`, with a device's credential."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._carried = reception.house.carried

    def routes(self) -> list[Route]:
        """Where it is served."""
        return [
            Route("/door/{event}/manifest", self.manifest, methods=["GET"]),
            Route("/door/{event}/changes", self.changes, methods=["GET"]),
        ]

    async def manifest(self, request: Request) -> Response:
        """The whole of it; 304 for whoever has just that."""
        return await _answered(self._manifest(request))

    async def changes(self, request: Request) -> Response:
        """What came after the place named; 410 where that is not known any more."""
        return await _answered(self._changes(request))

    async def _manifest(self, request: Request) -> Response:
        _, event_id = await self._passed(request, MANIFEST_COSTS)
        made = await self._carried.manifest(event_id, request.path_params["event"])
        headers = {"ETag": made.tag, "Cache-Control": _KEPT_NOWHERE}
        if made.tag in _ETAG.findall(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return Response(
            made.content,
            media_type="application/x-ndjson",
            headers=headers | {"Content-Encoding": "gzip"},
        )

    async def _changes(self, request: Request) -> Response:
        viewer, event_id = await self._passed(request, CHANGES_COST)
        after = request.query_params.get("after", "")
        if not _PLACE.fullmatch(after):
            raise Problem("BAD_USER_INPUT", "`after` must be a whole number.")
        try:
            found = await self._carried.changes(
                event_id,
                request.path_params["event"],
                int(after),
                request.query_params.get("head", ""),
                but_for=viewer.device_id or UUID(int=0),
            )
        except Gone:
            raise Problem(
                "CURSOR_EXPIRED", "The door's feed has no such place; take the manifest anew."
            ) from None
        is_long = len(found.content) > _LONG
        return Response(
            gzip.compress(found.content, 6) if is_long else found.content,
            media_type="application/cbor-seq",
            headers={"Cache-Control": _KEPT_NOWHERE}
            | ({"Content-Encoding": "gzip"} if is_long else {}),
        )

    async def _passed(self, request: Request, cost: int) -> tuple[Viewer, UUID]:
        """The device that asks, and has paid, and an event that it may carry."""
        context = await self._reception.context_for(request, None)
        await self._reception.budget.take(context, cost)
        viewer = context.viewer
        event = await door_feed.to_carry(
            viewer, nodes.row_id(request.path_params["event"], "Event")
        )
        return viewer, event.id


async def _answered(answer: Awaitable[Response]) -> Response:
    """What is known to go wrong is an answer too; anything else is a fault, and rises."""
    try:
        return await answer
    except Exception as error:
        problem = error if isinstance(error, Problem) else faults.problem_of(error)
        if problem is None:
            raise
    said = {"code": problem.code, "message": problem.message}
    headers = {"Retry-After": str(problem.retry_after)} if isinstance(problem, Throttled) else {}
    return JSONResponse({"errors": [said]}, _STATUS.get(problem.code, 400), headers)
