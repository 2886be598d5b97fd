"""Formats: how an export's pages become a file, and how the file begins and ends."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from models import lead_sheets
from models.adf import writing
from models.lead_exports import ExportFormat, LeadExport, keeping
from models.lead_sheets import LeadSheet
from models.seals import Seal
from server.lead_files import columns, commas, workbook
from server.lead_files.prospects import Issuer

MEDIA_TYPES = {
    ExportFormat.CSV: commas.MEDIA_TYPE,
    ExportFormat.XLSX: workbook.MEDIA_TYPE,
    ExportFormat.ADF: writing.MEDIA_TYPE,
}
ENDINGS = {ExportFormat.CSV: "csv", ExportFormat.XLSX: "xlsx", ExportFormat.ADF: "xml"}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Writes pages of leads, the issuer's where they are ADF."""

    issuer: Issuer

    async def __call__(self, export: LeadExport, sheets: list[LeadSheet]) -> bytes:
        """A page, as it is kept."""
        language = export.language
        if export.format is ExportFormat.ADF:
            return await self.issuer.parts(sheets, language)
        questions = await lead_sheets.questions_of(sheets)
        rows = [columns.cells(sheet, questions, language) for sheet in sheets]
        return workbook.part(rows) if export.format is ExportFormat.XLSX else commas.part(rows)


async def whole(export: LeadExport, seal: Seal) -> bytes | None:
    """The file, where it is more than its parts one after the other."""
    if export.format is not ExportFormat.XLSX:
        return None
    parts = [part async for part in keeping.parts(export.id, seal)]
    return await asyncio.to_thread(workbook.whole, parts, export.language)


async def download(export: LeadExport, seal: Seal) -> AsyncIterator[bytes]:
    """The file, piece by piece."""
    if export.format is ExportFormat.CSV:
        yield commas.head(export.language)
    if export.format is ExportFormat.ADF:
        yield writing.HEAD
    async for part in keeping.parts(export.id, seal):
        yield part
    if export.format is ExportFormat.ADF:
        yield writing.TAIL
