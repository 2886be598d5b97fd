"""A person's data over HTTP: one zip, for themself, or for an operator whom they asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from engine.errors import REFUSED_WITH, Problem
from models import data_exports
from models.access import erasing
from models.access.viewer import Viewer
from models.pictures.store import PictureStore
from models.seals import Seal
from schema import nodes
from server import faults
from server.authentication import Reception

Write = Callable[[Viewer, IO[bytes]], Awaitable[None]]
"""Writes the zip, or is refused to the viewer before anything is written."""

_AT_ONCE = 2
_IN_MEMORY = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_STATUS = {
    "SIGN_IN_REQUIRED": 401,
    "NOT_FOUND": 404,
    "SUSPENDED": 403,
    "NOT_ALLOWED": 403,
    "UNAVAILABLE": 503,
}


class DataExports:
    """`GET /exports/…` with a session: a zip, made for each request and kept nowhere.

    Of a member by id; of somebody without an account by what `contactDataExport` sealed, so that
    no address or number of theirs stands in a log.
    """

    def __init__(self, reception: Reception, pictures: PictureStore, seal: Seal) -> None:
        self._reception = reception
        self._pictures = pictures
        self._seal = seal
        self._turn = asyncio.Semaphore(_AT_ONCE)

    def routes(self) -> list[Route]:
        """Where it is served."""
        return [
            Route("/exports/contacts/{whom}", self.show_contacts, methods=["GET"]),
            Route("/exports/{member}", self.show_member, methods=["GET"]),
        ]

    async def show_member(self, request: Request) -> Response:
        """The zip of a member, or why not."""

        async def write(viewer: Viewer, file: IO[bytes]) -> None:
            member_id = nodes.row_id(request.path_params["member"], "Member")
            member = await erasing.member(viewer, member_id, "member")
            await data_exports.note([member], by=viewer.as_member())
            await data_exports.write_member(member, self._pictures, file)

        return await self._answer(request, write)

    async def show_contacts(self, request: Request) -> Response:
        """The zip of somebody without an account, or why not."""

        async def write(viewer: Viewer, file: IO[bytes]) -> None:
            contacts = await erasing.named(viewer, request.path_params["whom"], self._seal)
            await data_exports.note(contacts, by=viewer.as_author())
            await data_exports.write_contacts(contacts, self._pictures, file)

        return await self._answer(request, write)

    async def _answer(self, request: Request, write: Write) -> Response:
        try:
            async with self._turn:
                return await self._made(request, write)
        except Exception as error:
            problem = error if isinstance(error, Problem) else faults.problem_of(error)
            if problem is None:
                raise
            said = {"code": problem.code, "message": problem.message}
            status = (_STATUS | REFUSED_WITH).get(problem.code, 400)
            return JSONResponse({"errors": [said]}, status)

    async def _made(self, request: Request, write: Write) -> Response:
        viewer = (await self._reception.context_for(request, None)).viewer
        file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed when it is sent
        try:
            await write(viewer, file)
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
