"""Whether the process lives, and whether it should be given work."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from models import database, sql
from server import migrate

_PATIENCE_SECONDS = 2


class Health:
    """The answers of `/healthz` and `/readyz`; `is_draining` once the process is to stop."""

    def __init__(self) -> None:
        self.is_draining = False
        self._is_migrated = False

    async def alive(self, _request: Request) -> Response:
        """200 as long as the process can answer at all."""
        return PlainTextResponse("ok\n")

    async def ready(self, _request: Request) -> Response:
        """200 where the database answers and is migrated; else 503 and why."""
        why = await self._unready()
        return PlainTextResponse(f"{why or 'ok'}\n", 503 if why else 200)

    async def _unready(self) -> str:
        if self.is_draining:
            return "the server is stopping"
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await sql.execute("SELECT 1")
                self._is_migrated = self._is_migrated or not await migrate.unapplied()
        except Exception as error:
            if not database.is_unavailable(error):
                raise
            return "the database does not answer"
        return "" if self._is_migrated else "migrations are pending: python -m server migrate"
