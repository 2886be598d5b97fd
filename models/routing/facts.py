"""Facts: what was true when something was decided, kept once and named by many decisions."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from models import ids, sql
from models.routing.rows import RoutingFacts


async def keep(facts: Mapping[str, Any]) -> UUID:
    """The id of the row that holds just these facts."""
    content = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
    digest = sha256(content).hexdigest()
    known = await RoutingFacts.get_or_none(digest=digest)
    if known is None:
        await sql.execute(
            """
            INSERT INTO routing_facts (id, digest, facts) VALUES ($1, $2, $3)
            ON CONFLICT (digest) DO NOTHING
            """,
            ids.new(), digest, content.decode(),
        )  # fmt: skip
        known = await RoutingFacts.get(digest=digest)
    return known.id
