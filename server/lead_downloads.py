"""Leads as files over HTTP, for the dealer's staff: one as ADF, or many as an export."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from engine.errors import REFUSED_WITH, Problem
from models import adf_sendings, lead_sheets
from models.access import lead_exports, leads
from models.access.viewer import Viewer
from models.adf import writing
from models.refusals import NotFound
from schema import nodes
from server import faults
from server.authentication import Reception
from server.lead_files import formats
from server.lead_files.prospects import Issuer

_STATUS = {
    "NOT_FOUND": 404,
    "SIGN_IN_REQUIRED": 401,
    "SUSPENDED": 403,
    "THROTTLED": 429,
    "UNAVAILABLE": 503,
} | REFUSED_WITH
_KEPT_NOWHERE = "no-store"


class LeadDownloads:
    """`GET /leads/{lead}.adf` and `GET /leads/exports/{export}`, with a member's credential.

    What is missing and what is somebody else's are one answer.
    """

    def __init__(self, reception: Reception, issuer: Issuer) -> None:
        self._reception = reception
        self._issuer = issuer

    def routes(self) -> list[Route]:
        """Where it is served."""
        return [
            Route("/leads/exports/{export}", self.export, methods=["GET"]),
            Route("/leads/{lead}.adf", self.lead, methods=["GET"]),
        ]

    async def lead(self, request: Request) -> Response:
        """One lead as an ADF document, written down in the audit log."""
        return await self._answered(request, self._lead)

    async def export(self, request: Request) -> Response:
        """The file of an export, likewise."""
        return await self._answered(request, self._export)

    async def _lead(self, request: Request, viewer: Viewer) -> Response:
        lead = await leads.to_move(viewer, nodes.row_id(request.path_params["lead"], "Lead"), "")
        sheet = await lead_sheets.of(lead.id)
        if sheet is None:
            raise NotFound
        await adf_sendings.downloaded(lead, by=viewer.as_author())
        document = await self._issuer.document(sheet, viewer.locale, is_resend=sheet.is_sent)
        return Response(
            document,
            media_type=writing.MEDIA_TYPE,
            headers=_headers(f"{self._issuer.named(lead.id)}.xml"),
        )

    async def _export(self, request: Request, viewer: Viewer) -> Response:
        said = nodes.row_id(request.path_params["export"], "LeadExport")
        export = await lead_exports.to_download(viewer, said)
        await export.downloaded(by=viewer.as_author())
        name = f"leads-{export.created_at:%Y%m%d-%H%M%S}.{formats.ENDINGS[export.format]}"
        return StreamingResponse(
            formats.download(export, self._reception.house.seal),
            media_type=formats.MEDIA_TYPES[export.format],
            headers=_headers(name),
        )

    async def _answered(
        self, request: Request, answer: Callable[[Request, Viewer], Awaitable[Response]]
    ) -> Response:
        """What is known to go wrong is an answer too; anything else is a fault, and rises."""
        try:
            viewer = (await self._reception.context_for(request, None)).viewer
            return await answer(request, viewer)
        except Exception as error:
            problem = error if isinstance(error, Problem) else faults.problem_of(error)
            if problem is None:
                raise
        said = {"code": problem.code, "message": problem.message}
        return JSONResponse({"errors": [said]}, status_code=_STATUS.get(problem.code, 400))


def _headers(name: str) -> dict[str, str]:
    return {
        "Cache-Control": _KEPT_NOWHERE,
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
