"""Clients that take nothing of what they are sent: what is kept for them is freed."""

import asyncio
from socket import IPPROTO_TCP, TCP_USER_TIMEOUT

import pytest

from tests.engine import raw
from tests.engine.library import Library, served

FLOOD = {"type": "subscribe", "id": "1", "payload": {"query": "subscription { flood }"}}


@pytest.mark.parametrize(
    ("send_seconds", "stall_seconds"),
    [
        pytest.param(0.1, 0.5, id="the operation first, then the line"),
        pytest.param(60, 0.5, id="the line first, and with it the operation"),
    ],
)
async def test_a_reader_that_stalls_loses_its_operation_and_its_line(
    send_seconds: float, stall_seconds: float
) -> None:
    library = Library()
    endpoint = library.endpoint(send_seconds=send_seconds)
    async with served(endpoint, stall_seconds=stall_seconds) as server, asyncio.timeout(20):
        before = asyncio.all_tasks()
        port = server.servers[0].sockets[0].getsockname()[1]
        async with raw.connected(port) as wire:
            await wire.say(FLOOD)
            await library.visit.stopped.wait()
            while server.server_state.connections:
                await asyncio.sleep(0.01)
        await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
    assert len(endpoint.sockets) == 0
    assert library.faults == []


async def test_10_seconds_are_given_to_an_operation_and_20_to_a_line() -> None:
    endpoint = Library().endpoint()
    async with served(endpoint) as server:
        for listener in server.servers[0].sockets:
            assert listener.getsockopt(IPPROTO_TCP, TCP_USER_TIMEOUT) == 20_000
    assert endpoint.transport.send_seconds == 10
