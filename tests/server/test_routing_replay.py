"""`routing replay`: decides everything again, and fails where anything comes out otherwise."""

import asyncio
import os
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from models import database
from models.routing.rows import RoutingDecision
from server.commands import routing
from tests import furnished, routed
from tests.house import SECRET


@pytest.fixture
async def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of an installation, which is migrated and empty."""
    for name in [name for name in os.environ if name.startswith("PADDOCK_")]:
        if not name.startswith("PADDOCK_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PADDOCK_VAR", str(tmp_path))
    monkeypatch.setenv("PADDOCK_SECRET_KEY", SECRET)
    await furnished.put_migrated(tmp_path / "paddock.db")
    return f"sqlite://{tmp_path / 'paddock.db'}"


async def _decide(url: str) -> UUID:
    async with database.connected(url):
        at = await routed.dealer()
        await routed.works(at, "Ann")
        await routed.rules(fallback=[at])
        await routed.assign(await routed.leads(at, 3))
        return (await routed.propose()).id


async def _spoil(url: str) -> None:
    async with database.connected(url):
        await RoutingDecision.all().update(dealer_id=None)


def test_what_was_decided_is_decided_again_and_what_differs_is_named(url: str) -> None:
    decision_id = asyncio.run(_decide(url))

    same = CliRunner().invoke(routing.commands, ["routing", "replay"])
    asyncio.run(_spoil(url))
    other = CliRunner().invoke(routing.commands, ["routing", "replay"])

    assert (same.exit_code, same.output) == (0, "4 decided again, all of them the same.\n")
    assert other.exit_code == 1
    assert other.output == f"1 of 4 came out otherwise:\n  {decision_id}\n"
