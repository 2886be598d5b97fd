"""The bare handler: the same page by hand with asyncpg and Starlette, and nothing else.

Two statements, one to recognise the token and one for the page, then orjson; the server around
it is Paddock's: uvicorn with uvloop and httptools, and a garbage collector that seldom looks.
It answers any POST with the first page.
"""

import gc
import os
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models import clock

_HERE = Path(__file__).parent
_LOOK_UP = (_HERE / "look_up.sql").read_text()
_PAGE = (_HERE / "wanted.sql").read_text() + (_HERE / "page.sql").read_text()
_MODERATING = {"CIRCLE_HOST", "GROUP_OWNER", "GROUP_MODERATOR"}
_SCHEME = "Bearer "


class _Connection(asyncpg.Connection):
    """Without a round trip at each release, as Paddock's own."""

    def get_reset_query(self) -> str:
        return ""


async def feed(request: Request) -> Response:
    """The first page of the feed of whoever holds the token."""
    said = request.headers.get("authorization", "")
    if not said.startswith(_SCHEME):
        return Response(status_code=401)
    hashed = sha256(said.removeprefix(_SCHEME).encode()).hexdigest()
    count = orjson.loads(await request.body())["variables"]["first"]
    async with request.app.state.pool.acquire() as connection:
        known = await connection.fetch(_LOOK_UP, hashed, clock.now())
        if not known:
            return Response(status_code=401)
        moderated = [row["scope_id"] for row in known if row["role"] in _MODERATING]
        is_operator = any(row["role"] == "OPERATOR" for row in known)
        viewer = known[0]["member_id"]
        rows = await connection.fetch(_PAGE, viewer, moderated, is_operator, count + 1)
    return Response(orjson.dumps(_page(rows, count)), media_type="application/json")


def _page(rows: Sequence[asyncpg.Record], count: int) -> dict[str, Any]:
    edges = [{"cursor": _encoded(row["id"].bytes), "node": _post(row)} for row in rows[:count]]
    end = {
        "hasNextPage": len(rows) > count,
        "endCursor": edges[-1]["cursor"] if edges else None,
    }
    return {"data": {"feed": {"edges": edges, "pageInfo": end}}}


def _post(row: asyncpg.Record) -> dict[str, Any]:
    return {
        "id": _global_id(b"1Post:", row["id"]),
        "text": row["text"],
        "createdAt": row["created_at"],
        "commentCount": row["comment_count"],
        "reactionCount": row["reaction_count"],
        "viewerHasReacted": row["has_reacted"],
        "author": _author(row["author_id"], row["author_name"]),
        "community": {
            "id": _global_id(b"1Circle:", row["community_id"]),
            "name": row["community_name"],
        },
        "latestComments": [
            {
                "id": _global_id(b"1Comment:", comment_id),
                "text": text,
                "createdAt": created_at,
                "author": _author(author_id, name),
            }
            for comment_id, text, created_at, author_id, name in row["comments"]
        ],
    }


def _author(member_id: UUID | None, name: str) -> dict[str, str] | None:
    return {"id": _global_id(b"1Member:", member_id), "name": name} if member_id else None


def _global_id(kind: bytes, row_id: UUID) -> str:
    return _encoded(kind + row_id.bytes)


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@asynccontextmanager
async def _pooled(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(
        os.environ["BENCH_DATABASE_URL"],
        min_size=1,
        max_size=int(os.environ["BENCH_POOL_SIZE"]),
        connection_class=_Connection,
        server_settings={"jit": "off", "plan_cache_mode": "force_generic_plan"},
    ) as pool:
        app.state.pool = pool
        gc.freeze()
        gc.set_threshold(10_000)
        yield


if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=[Route("/graphql", feed, methods=["POST"])], lifespan=_pooled),
        port=int(os.environ["BENCH_PORT"]),
        log_level="warning",
        access_log=False,
        server_header=False,
    )
