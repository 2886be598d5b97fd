"""Copies for tests: read in the cloud's database, taken in an edge's."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from models import database
from models.copies import reading, taking
from models.copies.reading import Known
from tests import furnished
from venues.merging import conclude


def tables(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of a copy by table, and its `head`."""
    head, *lines = [json.loads(line) for line in content.splitlines()]
    found: dict[str, list[dict[str, Any]]] = {"head": [head]}
    for line in lines:
        rows = [dict(zip(line["columns"], row, strict=True)) for row in line["rows"]]
        found.setdefault(line["table"], []).extend(rows)
    return found


async def read(event_id: UUID, known: Known | None = None) -> list[bytes]:
    """The lines of a copy, in the database that is open."""
    copy = await reading.read(event_id, known or Known())
    return b"".join(copy.lines()).splitlines()


async def take(lines: list[bytes]) -> None:
    """Take a copy, in the database that is open."""
    await taking.take(taking.parsed(lines), conclude)


@asynccontextmanager
async def on_an_edge(folder: Path) -> AsyncIterator[None]:
    """Open the database of an edge, which is the same again in the same folder."""
    file = folder / "edge.db"
    await furnished.put_migrated(file)
    async with database.connected(f"sqlite://{file}"):
        yield
