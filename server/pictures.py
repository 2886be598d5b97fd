"""Pictures over HTTP: uploaded as the bytes of a request, and served for as long as they last."""

import asyncio
from hashlib import sha256
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from engine.errors import REFUSED_WITH, Problem
from models import idempotency, texts
from models.access import pictures
from models.access.viewer import Viewer
from models.idempotency import Call, Outcome
from models.pictures import cleaning, uploads
from models.pictures.cleaning import MOST_BYTES, Cleaned
from models.pictures.store import PictureStore
from models.pictures.uploads import Picture
from models.refusals import NotFound
from schema import nodes
from server import faults
from server.authentication import Reception

_OPERATION = "pictureUpload"
_GONE = 499  # the client's connection is
_FOR_GOOD = "public, max-age=31536000, immutable"
# A picture of 40 megapixels takes some 300 MiB while it is written anew.
_CLEANED_AT_ONCE = 2
_STATUS = {
    "NOT_FOUND": 404,
    "SIGN_IN_REQUIRED": 401,
    "SUSPENDED": 403,
    "IDEMPOTENCY_CONFLICT": 409,
    "PICTURE_TOO_LARGE": 413,
    "PICTURE_UNREADABLE": 415,
    "THROTTLED": 429,
    "UNAVAILABLE": 503,
} | REFUSED_WITH


class Pictures:
    """`POST /pictures` with a member's credential and an Idempotency-Key; `GET /pictures/{key}`."""

    def __init__(self, reception: Reception, store: PictureStore) -> None:
        self._reception = reception
        self._store = store
        self._turn = asyncio.Semaphore(_CLEANED_AT_ONCE)

    def routes(self) -> list[Route]:
        """Where it is served."""
        return [
            Route("/pictures", self.upload, methods=["POST"]),
            Route("/pictures/{key}", self.show, methods=["GET"]),
        ]

    async def upload(self, request: Request) -> Response:
        """201 with the picture's id and addresses, the same at every replay."""
        try:
            picture = await self._uploaded(request)
        except ClientDisconnect:
            return Response(status_code=_GONE)
        except Exception as error:
            problem = error if isinstance(error, Problem) else faults.problem_of(error)
            if problem is None:
                raise
            return _refusal(problem)
        return JSONResponse(
            {
                "id": nodes.encode("Picture", picture.id),
                "url": f"/pictures/{picture.key}",
                "thumbnailUrl": f"/pictures/{picture.thumbnail_key}",
                "width": picture.width,
                "height": picture.height,
            },
            status_code=201,
        )

    async def show(self, request: Request) -> Response:
        """The file under a key; keys are never used again, so it may be kept for good."""
        found = await self._store.find(request.path_params["key"])
        if found is None:
            return _refusal(Problem(NotFound.code(), NotFound().message("en")))
        headers = {"Cache-Control": _FOR_GOOD, "Content-Length": str(found.byte_size)}
        return StreamingResponse(found.chunks, media_type=found.media_type, headers=headers)

    async def _uploaded(self, request: Request) -> Picture:
        viewer = (await self._reception.context_for(request, None)).viewer
        owner_id = viewer.as_author()
        key = texts.line(request.headers.get("idempotency-key", ""), "idempotencyKey", most=128)
        content = await _body(request)
        async with self._turn:
            cleaned = await asyncio.to_thread(cleaning.clean, content)
        call = Call(viewer.actor, _OPERATION, key, {"sha256": sha256(content).hexdigest()})
        return await self._recorded(viewer, owner_id, call, cleaned)

    async def _recorded(
        self, viewer: Viewer, owner_id: UUID, call: Call, cleaned: Cleaned
    ) -> Picture:
        """Stored before it is recorded; what comes to nothing, as a replay, is dropped again."""
        kept = await self._store.keep(cleaned)
        picture = None
        try:
            outcome = await idempotency.once(call, lambda: uploads.record(owner_id, cleaned, kept))
            picture = await _first(viewer, outcome)
        finally:
            if picture is None or picture.key != kept.key:
                await self._store.drop(kept)
        return picture


async def _first(viewer: Viewer, outcome: Outcome) -> Picture:
    """The picture that the first such request has brought."""
    if outcome.refusal is not None:
        raise outcome.refusal
    picture = await pictures.see(viewer, outcome.id) if outcome.id else None
    if picture is None:
        raise NotFound
    return picture


async def _body(request: Request) -> bytes:
    """Stops reading at the limit, whatever the headers promised."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise cleaning.too_large()
    return bytes(body)


def _refusal(problem: Problem) -> Response:
    error = {"code": problem.code, "message": problem.message}
    return JSONResponse({"errors": [error]}, status_code=_STATUS.get(problem.code, 400))
