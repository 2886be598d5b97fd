"""Facts: what was true when something was decided, kept once and named by many decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from models import ids, sql


@dataclass(frozen=True, slots=True)
class _Known:
    id: UUID
    digest: str


async def keep(facts: Mapping[str, Any]) -> UUID:
    """The id of the row that holds just these facts."""
    [known] = await keep_all([facts])
    return known


async def keep_all(all_facts: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """The ids of the rows that hold just these facts, each; one statement where all are known."""
    contents = [orjson.dumps(one, option=orjson.OPT_SORT_KEYS) for one in all_facts]
    digests = [sha256(content).hexdigest() for content in contents]
    known = await _known(digests)
    missing = {
        digest: content.decode()
        for digest, content in zip(digests, contents, strict=True)
        if digest not in known
    }
    for digest in sorted(missing):
        await sql.execute(
            """
            INSERT INTO routing_facts (id, digest, facts) VALUES ($1, $2, $3)
            ON CONFLICT (digest) DO NOTHING
            """,
            ids.new(), digest, missing[digest],
        )  # fmt: skip
    if missing:
        known |= await _known(list(missing))
    return [known[digest] for digest in digests]


async def _known(digests: Sequence[str]) -> dict[str, UUID]:
    rows = await sql.fetch(
        _Known,
        f"""
        SELECT f.id, f.digest FROM {sql.json_rows(1, digest=str)} d
        JOIN routing_facts f ON f.digest = d.digest
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of({"digest": digest} for digest in sorted(set(digests))),
    )
    return {row.digest: row.id for row in rows}
