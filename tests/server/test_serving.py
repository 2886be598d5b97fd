"""A real server process: how it starts, and how it stops in good order."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from models import database, sessions
from models.members import Member
from schema import nodes
from tests import furnished, processes, prospects, sqlite
from tests.journeys import house
from tests.waiting import until

pytestmark = pytest.mark.drill

_SEND = """
    mutation Send($input: SignInStartInput!) { signInStart(input: $input) { expiresAt } }
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server process, a client of it, and the file of its database."""

    process: "Popen[bytes]"
    client: httpx.AsyncClient
    port: int
    database: Path

    async def ready(self) -> int:
        """The status of `/readyz`; 0 where nobody listens."""
        try:
            return (await self.client.get("/readyz")).status_code
        except httpx.TransportError:
            return 0

    async def send(self) -> httpx.Response:
        """The answer to a mutation that writes."""
        said = {"idempotencyKey": "1", "email": "ann@people.example"}
        body = {"query": _SEND, "variables": {"input": said}}
        return await self.client.post("/graphql", json=body, timeout=30)


@asynccontextmanager
async def _running(folder: Path, **said: str) -> AsyncIterator[Running]:
    template = await furnished.furnished(sqlite)
    async with sqlite.database(template) as url:
        port = processes.free_port()
        environment = house.settings(url, folder, PADDOCK_PORT=str(port), **said)
        async with (
            house.running(environment | {"PADDOCK_VAR": str(folder)}, "serve") as process,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            running = Running(process, client, port, Path(url.removeprefix("sqlite://")))

            async def ready() -> bool:
                assert process.poll() is None
                return await running.ready() == 200

            await until(ready)
            yield running


async def _stopped(running: Running) -> str:
    """What it logged, once it has ended by the signal and in good order."""
    output, _ = await asyncio.to_thread(running.process.communicate, None, 20)
    assert running.process.returncode == -signal.SIGTERM
    return output.decode()


async def test_a_server_that_is_told_to_stop_finishes_the_request_in_hand(tmp_path: Path) -> None:
    async with _running(tmp_path, PADDOCK_DRAIN_SECONDS="1") as running:
        with closing(sqlite3.connect(running.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # the request waits for this writer
            asking = asyncio.create_task(running.send())
            await asyncio.sleep(0.3)
            assert not asking.done()

            running.process.send_signal(signal.SIGTERM)

            async def unready() -> bool:
                return await running.ready() == 503

            await until(unready)
            assert not asking.done()
            other.execute("ROLLBACK")
        answer = await asking
        assert answer.json()["data"]["signInStart"]["expiresAt"] is not None
        await _stopped(running)
        with closing(sqlite3.connect(running.database)) as after:
            assert after.execute("SELECT count(*) FROM sign_in_codes").fetchone() == (1,)


async def _init(socket: ClientConnection) -> None:
    await socket.send(json.dumps({"type": "connection_init"}))
    assert json.loads(await socket.recv()) == {"type": "connection_ack"}


async def test_sockets_are_told_to_reconnect_when_the_server_stops(tmp_path: Path) -> None:
    async with _running(tmp_path) as running:
        protocol = Subprotocol("graphql-transport-ws")
        url = f"ws://127.0.0.1:{running.port}/graphql"
        async with connect(url, subprotocols=[protocol]) as socket:
            await _init(socket)
            running.process.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as closed:
                async with asyncio.timeout(10):
                    await socket.recv()
        received = closed.value.rcvd
        assert received is not None
        assert (received.code, received.reason) == (1012, "service restart; reconnect")
        await _stopped(running)


async def _follower(running: Running) -> tuple[str, str]:
    """A token of a dealer's staff, and the global id of the dealer."""
    async with database.connected(f"sqlite://{running.database}"):
        dealer = await prospects.dealer()
        viewer = await prospects.staff(dealer)
        session = await sessions.open_for(await Member.get(id=viewer.member_id))
    return session.token, nodes.encode("Dealer", dealer.id)


@pytest.mark.parametrize("accept", ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"])
async def test_streams_are_broken_off_when_the_server_stops_and_not_completed(
    tmp_path: Path, accept: str
) -> None:
    async with _running(tmp_path) as running:
        token, dealer = await _follower(running)
        query = f'subscription {{ leadFeed(dealer: "{dealer}") {{ live }} }}'
        async with running.client.stream(
            "POST",
            "/graphql",
            json={"query": query},
            headers={"Authorization": f"Bearer {token}", "Accept": accept},
            timeout=20,
        ) as answer:
            chunks = answer.aiter_bytes()
            heard = await anext(chunks)
            running.process.send_signal(signal.SIGTERM)
            heard += b"".join([chunk async for chunk in chunks])
        assert b'{"data":{"leadFeed":{"live":true}}' in heard
        assert b"complete" not in heard
        assert b"--graphql--" not in heard
        await _stopped(running)


async def test_the_worker_inside_writes_letters_until_the_server_stops(tmp_path: Path) -> None:
    async with _running(tmp_path) as running:
        await running.send()
        letters = tmp_path / "mail"

        async def written() -> bool:
            return any(letters.glob("*.eml"))

        await until(written)
        running.process.send_signal(signal.SIGTERM)
        await _stopped(running)
        with closing(sqlite3.connect(running.database)) as after:
            left = "SELECT count(*) FROM outbox_messages WHERE delivered_at IS NULL"
            assert after.execute(left).fetchone() == (0,)


async def test_a_server_without_a_worker_leaves_letters_to_others(tmp_path: Path) -> None:
    async with _running(tmp_path, PADDOCK_WORKER_INSIDE="false") as running:
        await running.send()
        metrics = (await running.client.get("/metrics")).text
        assert "paddock_outbox_backlog 1.0" in metrics
        assert not (tmp_path / "mail").exists()


async def test_a_log_in_json_is_one_object_a_line_with_the_request_id(tmp_path: Path) -> None:
    async with _running(tmp_path) as running:
        answer = await running.send()
        running.process.send_signal(signal.SIGTERM)
        log = await _stopped(running)
    lines = [json.loads(line) for line in log.splitlines()]
    [request] = [line for line in lines if line["event"] == "request"]
    assert request["request_id"] == answer.headers["x-request-id"]
    assert request["logger"] == "paddock.access"
