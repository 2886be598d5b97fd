"""Over a WebSocket, too, everyone is who they are now, and nobody longer than they may be."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from models import grants, sessions
from models.grants import Role
from models.members import Member
from models.sessions import Session
from tests import people
from tests.server.listening import listening

_ROLES = "{ viewer { member { name } } auditEntries(first: 1) { edges { cursor } } }"


@asynccontextmanager
async def _socket(url: str, **parameters: Any) -> AsyncIterator[ClientConnection]:
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": parameters}))
        yield socket


async def _ask(socket: ClientConnection, query: str, name: str = "1") -> dict[str, Any]:
    """The first answer to an operation."""
    await socket.send(json.dumps({"type": "subscribe", "id": name, "payload": {"query": query}}))
    async with asyncio.timeout(10):
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            if message.get("id") == name:
                return message


@pytest.fixture
async def served(db: str) -> AsyncIterator[str]:
    """The address of the application on a port of its own."""
    async with listening(db) as server:
        yield server.socket


@pytest.fixture
async def ann(db: str) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def session(ann: Member) -> Session:
    return await sessions.open_for(ann)


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
async def test_the_first_message_says_who_asks(served: str, session: Session, name: str) -> None:
    async with _socket(served, **{name: f"Bearer {session.token}"}) as socket:
        answer = await _ask(socket, "{ viewer { member { name } } }")
    assert answer["payload"]["data"] == {"viewer": {"member": {"name": "Ann"}}}


async def test_without_a_credential_a_socket_is_nobodys(served: str) -> None:
    async with _socket(served) as socket:
        answer = await _ask(socket, "{ viewer { email } }")
    assert answer["payload"]["data"] == {"viewer": None}


@pytest.mark.parametrize("said", ["Bearer ps_nothing", "Basic YTpi", 7, None])
async def test_a_credential_that_opens_nothing_closes_the_socket(served: str, said: object) -> None:
    async with _socket(served, authorization=said) as socket:
        if said is None:
            assert json.loads(await socket.recv()) == {"type": "connection_ack"}
            return
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403


async def test_a_role_given_meanwhile_counts_from_the_next_operation_on(
    served: str, ann: Member, session: Session
) -> None:
    async with _socket(served, authorization=f"Bearer {session.token}") as socket:
        before = await _ask(socket, _ROLES, "1")
        await grants.give(ann, Role.OPERATOR, by=None)
        after = await _ask(socket, _ROLES, "2")
    assert before["payload"]["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
    assert after["payload"]["data"]["auditEntries"]["edges"] != []


async def test_a_role_taken_meanwhile_counts_no_longer(
    served: str, ann: Member, session: Session
) -> None:
    grant = await grants.give(ann, Role.OPERATOR, by=None)
    async with _socket(served, authorization=f"Bearer {session.token}") as socket:
        before = await _ask(socket, _ROLES, "1")
        await grant.end(by=None)
        after = await _ask(socket, _ROLES, "2")
    assert "errors" not in before["payload"]
    assert after["payload"]["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"


async def test_nothing_is_remembered_from_one_operation_to_the_next(
    served: str, ann: Member, session: Session
) -> None:
    async with _socket(served, authorization=f"Bearer {session.token}") as socket:
        await _ask(socket, "{ viewer { member { name } } }", "1")
        await ann.update_profile(name="Anna")
        after = await _ask(socket, "{ viewer { member { name } } }", "2")
    assert after["payload"]["data"] == {"viewer": {"member": {"name": "Anna"}}}


async def test_a_session_revoked_meanwhile_opens_nothing_more_and_loses_its_socket(
    served: str, session: Session
) -> None:
    async with _socket(served, authorization=f"Bearer {session.token}") as socket:
        await _ask(socket, "{ viewer { email } }", "1")
        await session.revoke()
        after = await _ask(socket, "{ viewer { email } }", "2")
        async with asyncio.timeout(10):
            await socket.wait_closed()
    assert after["type"] == "error"
    assert after["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (socket.close_code, socket.close_reason) == (4403, "Forbidden")


async def test_an_address_has_as_many_sockets_as_the_setting_says(db: str) -> None:
    async with listening(db, address_sockets=1) as server, _socket(server.socket):
        with pytest.raises(InvalidStatus) as refused:
            async with _socket(server.socket):
                pass
    assert refused.value.response.status_code == 429
    (error,) = json.loads(refused.value.response.body)["errors"]
    assert error["extensions"] == {"code": "TOO_MANY_SOCKETS"}
