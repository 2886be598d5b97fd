"""CSV as Excel opens it: UTF-8 with its mark, and no text that it would calculate."""

import csv
from collections.abc import Iterable
from io import StringIO

from server.lead_files import columns

MEDIA_TYPE = "text/csv; charset=utf-8"
_MARK = "\ufeff"


def head(language: str) -> bytes:
    """What the file begins with."""
    return (_MARK + _written([columns.headings(language)])).encode()


def part(rows: Iterable[list[str]]) -> bytes:
    """Some rows of it; a text that would be calculated has an apostrophe before it."""
    return _written([_harmless(cell) for cell in row] for row in rows).encode()


def _written(rows: Iterable[Iterable[str]]) -> str:
    made = StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if columns.is_risky(cell) else cell
