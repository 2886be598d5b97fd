"""A workbook of one sheet, all text, written row by row; slow, so run it in a thread."""

from collections.abc import Iterable
from io import BytesIO

import orjson
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from server.lead_files import columns

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ERROR = "#"


def part(rows: list[list[str]]) -> bytes:
    """Some rows, as they are kept until the workbook is made."""
    return orjson.dumps(rows)


def whole(parts: Iterable[bytes], language: str) -> bytes:
    """The workbook of these parts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leads")
    sheet.append(columns.headings(language))
    for kept in parts:
        for row in orjson.loads(kept):
            sheet.append([_cell(sheet, text) for text in row])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _cell(sheet: WriteOnlyWorksheet, text: str) -> object:
    """The text itself, or, where it would be calculated, marked as text and nothing else."""
    if not columns.is_risky(text) and not text.startswith(_ERROR):
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
