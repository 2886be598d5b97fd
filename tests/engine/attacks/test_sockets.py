"""Connections in numbers: silent ones, too many, and ones that ask for too much."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from engine.addresses import network_of
from engine.errors import Problem
from engine.sockets import Sockets
from tests.engine import raw
from tests.engine.calls import TRANSPORT_WS, connected
from tests.engine.library import Library, listening

ENOUGH = 400


async def test_400_silent_sockets_are_all_closed_and_nothing_of_them_is_left() -> None:
    endpoint = Library().endpoint(init_seconds=1)
    async with listening(endpoint) as port, AsyncExitStack() as stack:
        before = asyncio.all_tasks()
        wires = [await stack.enter_async_context(raw.dialled(port)) for _ in range(ENOUGH)]
        closings = [await wire.closing() for wire in wires]
        for wire in wires:
            wire.writer.transport.abort()
        await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
    assert closings == [(4408, "Connection initialisation timeout")] * ENOUGH
    assert (len(endpoint.sockets), dict(endpoint.sockets.of_network)) == (0, {})


async def test_pings_before_the_introduction_do_not_put_it_off() -> None:
    async with listening(Library().endpoint(init_seconds=0.2)) as port, raw.dialled(port) as wire:
        await wire.say({"type": "ping"})
        assert await wire.hear() == {"type": "pong"}
        for _ in range(100):
            await wire.say({"type": "ping"}, {"type": "pong"})
        assert await wire.closing() == (4408, "Connection initialisation timeout")


async def test_who_takes_too_long_to_be_recognised_does_not_keep_a_socket() -> None:
    async def ponder(*_: object) -> None:
        await asyncio.Event().wait()

    library = Library()
    endpoint = library.endpoint(init_seconds=0.1)
    endpoint.context_for = ponder
    async with listening(endpoint) as port, raw.dialled(port) as wire:
        await wire.say({"type": "connection_init"})
        assert await wire.closing() == (4408, "Connection initialisation timeout")
    assert len(endpoint.sockets) == 0
    assert library.faults == []


async def test_an_address_may_have_so_many_sockets_and_another_one_when_one_is_closed() -> None:
    endpoint = Library().endpoint(most_sockets=2)
    async with listening(endpoint) as port:
        address = f"ws://127.0.0.1:{port}"
        async with raw.connected(port), raw.connected(port):
            with pytest.raises(InvalidStatus) as refusal:
                await connect(address, subprotocols=[TRANSPORT_WS])
        while endpoint.sockets:
            await asyncio.sleep(0.01)
        async with raw.connected(port):
            pass
    assert refusal.value.response.status_code == 429
    assert b'"code":"TOO_MANY_SOCKETS"' in refusal.value.response.body


@pytest.mark.parametrize("address", ["192.0.2.1", "::ffff:192.0.2.1"])
def test_an_address_is_the_same_however_it_is_written(address: str) -> None:
    sockets = Sockets()
    sockets.of_network["192.0.2.1"] = 1
    with pytest.raises(Problem, match="At most 1 may be open at once"):
        sockets.make_room(address, 1)


@pytest.mark.parametrize("address", ["192.0.2.2", "2001:db8::1", ""])
def test_another_address_has_room_of_its_own(address: str) -> None:
    sockets = Sockets()
    sockets.of_network["192.0.2.1"] = 1
    sockets.make_room(address, 1)


def test_the_endless_addresses_of_one_network_count_as_one() -> None:
    sockets = Sockets()
    sockets.of_network[network_of("2001:db8::1")] = 1
    with pytest.raises(Problem):
        sockets.make_room("2001:db8::ffff:2", 1)
    sockets.make_room("2001:db8:0:1::1", 1)


async def test_of_1000_operations_on_a_socket_only_as_many_run_as_may() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        for number in range(1_000):
            await socket.subscribe("subscription { forever }", str(number))
        heard = [await socket.hear() for _ in range(1_000)]
        running = [each["id"] for each in heard if each["type"] == "next"]
        refused = [each for each in heard if each["type"] == "error"]
        assert running == [str(number) for number in range(100)]
        assert {each["payload"][0]["extensions"]["code"] for each in refused} == {
            "TOO_MANY_SUBSCRIPTIONS"
        }
    assert len(library.priced) == 100


async def test_operations_that_come_and_go_leave_nothing_behind() -> None:
    library = Library()
    async with connected(library.endpoint(most_subscriptions=3)) as socket:
        before = asyncio.all_tasks()
        for number in range(300):
            await socket.subscribe("subscription { forever }", str(number))
            await socket.say({"type": "complete", "id": str(number)})
        await socket.say({"type": "ping"})
        while (await socket.hear())["type"] != "pong":
            pass
        await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
        await socket.subscribe("{ hello }", "last")
        assert (await socket.hear())["type"] == "next"
    assert library.faults == []
