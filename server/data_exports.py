"""A person's data over HTTP: one zip, for themself, or for an operator whom they asked."""

import asyncio
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from engine.errors import REFUSED_WITH, Problem
from models import data_exports
from models.access import erasing
from models.pictures.store import PictureStore
from schema import nodes
from server import faults
from server.authentication import Reception

_AT_ONCE = 2
_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_STATUS = {"SIGN_IN_REQUIRED": 401, "NOT_FOUND": 404, "SUSPENDED": 403, "UNAVAILABLE": 503}


class DataExports:
    """`GET /exports/{member}` with a session: a zip, made for each request and kept nowhere."""

    def __init__(self, reception: Reception, pictures: PictureStore) -> None:
        self._reception = reception
        self._pictures = pictures
        self._turn = asyncio.Semaphore(_AT_ONCE)

    def routes(self) -> list[Route]:
        """Where it is served."""
        return [Route("/exports/{member}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The zip, or why not."""
        try:
            async with self._turn:
                return await self._made(request)
        except Exception as error:
            problem = error if isinstance(error, Problem) else faults.problem_of(error)
            if problem is None:
                raise
            said = {"code": problem.code, "message": problem.message}
            status = (_STATUS | REFUSED_WITH).get(problem.code, 400)
            return JSONResponse({"errors": [said]}, status)

    async def _made(self, request: Request) -> Response:
        viewer = (await self._reception.context_for(request, None)).viewer
        member_id = nodes.row_id(request.path_params["member"], "Member")
        member = await erasing.member(viewer, member_id, "member")
        await data_exports.note(member, by=viewer.as_member())
        file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed when it is sent
        try:
            await data_exports.write(member, self._pictures, file)
        except BaseException:
            file.close()
            raise
        size = file.tell()
        file.seek(0)
        return StreamingResponse(
            _chunks(file),
            media_type="application/zip",
            headers={
                "Cache-Control": "no-store",
                "Content-Length": str(size),
                "Content-Disposition": 'attachment; filename="my-data.zip"',
            },
            background=BackgroundTask(file.close),
        )


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
