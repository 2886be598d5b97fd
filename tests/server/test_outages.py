"""A database that goes away or is full: 503, nothing half-written, and it recovers by itself."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs
from tortoise.connection import get_connection

from models import database
from models.members import Member
from models.sessions import open_for
from tests import furnished, people, postgres, processes, sqlite
from tests.application import Service, code, service
from tests.everything import rows_of
from tests.waiting import until

pytestmark = pytest.mark.drill

_NAME = """
    mutation Name($input: ProfileUpdateInput!) {
        profileUpdate(input: $input) { viewer { member { name } } userErrors { code } }
    }
"""
_SEND = """
    mutation Send($input: SignInStartInput!) { signInStart(input: $input) { expiresAt } }
"""


@pytest.fixture
def own_postgres() -> tuple[str, Path]:
    """A server of one's own, to be stopped at will; its address and its data."""
    data = processes.folder() / f"outage-{processes.free_port()}.d"
    return postgres.start(data), data


async def _stop(data: Path) -> None:
    """As `pg_ctl stop -m fast`: every connection is closed at once."""
    pid = int(data.joinpath("postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGINT)

    async def stopped() -> bool:
        return not data.joinpath("postmaster.pid").exists()

    await until(stopped)


async def _waiting_for_a_lock(url: str) -> None:
    """Wait until some statement stands in line for a lock."""
    watcher = await asyncpg.connect(url)

    async def waits() -> bool:
        return bool(
            await watcher.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            )
        )

    await until(waits)
    await watcher.close()


async def test_postgres_stopped_in_mid_request_gives_503_and_recovers_without_a_restart(
    own_postgres: tuple[str, Path],
) -> None:
    url, data = own_postgres
    await furnished.furnish(url)
    async with database.connected(url), service(url) as served:
        ann = await people.member("Ann")
        token = (await open_for(ann)).token
        before = await rows_of(url)
        said = {"idempotencyKey": "once", "name": "Renamed"}

        blocker = await asyncpg.connect(url)
        held = blocker.transaction()
        await held.start()
        await blocker.execute("SELECT FROM members FOR UPDATE")
        asking = asyncio.create_task(served.ask(_NAME, token=token, input=said))
        await _waiting_for_a_lock(url)
        with capture_logs() as lines:
            await _stop(data)
            caught = await asking
            away = await served.ask(_NAME, token=token, input=said)
        blocker.terminate()
        assert (caught.status_code, code(caught)) == (503, "UNAVAILABLE")
        assert (away.status_code, code(away)) == (503, "UNAVAILABLE")
        assert away.headers["retry-after"] == "5"
        events = [line["event"] for line in lines]
        assert events.count("database unavailable") == 2
        assert "fault" not in events

        postgres.resume(data)
        assert await rows_of(url) == before
        again = await served.ask(_NAME, token=token, input=said)
        assert again.json()["data"]["profileUpdate"] == {
            "viewer": {"member": {"name": "Renamed"}},
            "userErrors": [],
        }


@pytest.fixture
async def full_sqlite() -> AsyncIterator[Service]:
    """An application on a SQLite file that may not grow any more."""
    template = await furnished.furnished(sqlite)
    async with sqlite.database(template) as url, database.connected(url), service(url) as served:
        await _limit_pages(0)
        yield served


async def _limit_pages(more: int) -> None:
    client = get_connection("default")
    [row] = await client.execute_query_dict("PRAGMA page_count")
    await client.execute_query_dict(f"PRAGMA max_page_count = {row['page_count'] + more}")


async def test_a_full_disk_under_sqlite_gives_503_and_leaves_nothing_half_written(
    full_sqlite: Service,
) -> None:
    sent = 0
    answer = await full_sqlite.ask(_SEND, input=_said(sent))
    while answer.status_code == 200 and sent < 500:
        sent += 1
        answer = await full_sqlite.ask(_SEND, input=_said(sent))
    assert (answer.status_code, code(answer)) == (503, "UNAVAILABLE")
    tables = ("sign_in_codes", "outbox_messages", "idempotency_keys")
    counts = {table: await _count(table) for table in tables}
    assert counts == {"sign_in_codes": sent, "outbox_messages": sent, "idempotency_keys": sent}

    await _limit_pages(100)
    again = await full_sqlite.ask(_SEND, input=_said(sent))
    assert again.json()["data"]["signInStart"]["expiresAt"] is not None
    assert await _count("sign_in_codes") == sent + 1


def _said(number: int) -> dict[str, str]:
    return {"idempotencyKey": str(number), "email": f"{'long' * 40}{number}@people.example"}


async def _count(table: str) -> int:
    [row] = await get_connection("default").execute_query_dict(f"SELECT count(*) AS n FROM {table}")
    return int(row["n"])


async def test_what_a_verb_did_wrong_is_no_outage(db: str) -> None:
    await people.member("Ann")
    with pytest.raises(Exception, match=r"(?i)unique") as caught:
        await Member.create(email="ann@people.example")
    assert not database.is_unavailable(caught.value)


@pytest.mark.parametrize(
    ("error", "is_outage"),
    [
        (ConnectionRefusedError(111, "refused"), True),
        (TimeoutError(), True),
        (asyncpg.TooManyConnectionsError("sorry, too many clients already"), True),
        (asyncpg.CannotConnectNowError("the database system is starting up"), True),
        (asyncpg.AdminShutdownError("terminating connection"), True),
        (asyncpg.DiskFullError("no space left"), True),
        (asyncpg.exceptions.InterfaceError("connection is closed"), True),
        (asyncpg.exceptions.InterfaceError("the server expects 1 argument"), False),
        (asyncpg.UndefinedTableError("no such table"), False),
        (OSError(28, "No space left on device"), True),
        (FileNotFoundError(2, "no such template"), False),
        (ValueError("nonsense"), False),
    ],
)
def test_only_what_passes_by_itself_is_an_outage(error: Exception, *, is_outage: bool) -> None:
    assert database.is_unavailable(error) is is_outage
