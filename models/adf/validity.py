"""Validity: where a document departs from ADF 1.0."""

from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

_MOST = 20


def departures(root: etree._Element) -> list[str]:
    """The first of them in English, each with its line; none where the document is valid."""
    dtd = _dtd()
    if dtd.validate(root):
        return []
    log: Iterable[Any] = dtd.error_log  # type: ignore[assignment]  # the stub forgets to iterate
    return [f"{entry.line}: {entry.message}" for entry in islice(log, _MOST)]


@cache
def _dtd() -> etree.DTD:
    return etree.DTD(str(Path(__file__).with_name("adf.dtd")))
