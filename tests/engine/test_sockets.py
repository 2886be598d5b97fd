import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from engine.endpoint import Endpoint
from engine.errors import Problem, Unauthenticated, Unavailable
from engine.stalls import StallDroppingProtocol
from tests.engine.library import Gone, Library, listening

INIT = {"type": "connection_init"}
ACK = {"type": "connection_ack"}
TRANSPORT_WS = Subprotocol("graphql-transport-ws")


class Socket:
    """A client that speaks in messages, and patiently waits ten seconds for each answer."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire

    async def say(self, *messages: object) -> None:
        for message in messages:
            await self.wire.send(orjson.dumps(message).decode())

    async def hear(self) -> Any:
        async with asyncio.timeout(10):
            heard = await self.wire.recv()
        assert isinstance(heard, str)  # a text frame
        return orjson.loads(heard)

    async def subscribe(self, query: str, identity: str = "1", **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self.say({"type": "subscribe", "id": identity, "payload": payload})

    async def closing(self) -> tuple[int | None, str | None]:
        """The code and the reason of the close."""
        async with asyncio.timeout(10):
            await self.wire.wait_closed()
        return self.wire.close_code, self.wire.close_reason


@asynccontextmanager
async def dialled(
    endpoint: Endpoint, *, protocol: Subprotocol = TRANSPORT_WS, **options: Any
) -> AsyncIterator[Socket]:
    async with (
        listening(endpoint) as port,
        connect(f"ws://127.0.0.1:{port}", subprotocols=[protocol], **options) as wire,
    ):
        yield Socket(wire)


@asynccontextmanager
async def connected(endpoint: Endpoint, **options: Any) -> AsyncIterator[Socket]:
    async with dialled(endpoint, **options) as socket:
        await socket.say(INIT)
        assert await socket.hear() == ACK
        yield socket


async def test_a_subscription_streams_its_results_and_completes() -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.subscribe("subscription ($to: Int!) { count(to: $to) }", to=2)
        heard = [await socket.hear() for _ in range(3)]
    assert [each["type"] for each in heard] == ["next", "next", "complete"]
    assert [each["payload"]["data"] for each in heard[:2]] == [{"count": 0}, {"count": 1}]
    assert heard[0]["payload"]["extensions"] == {"cost": {"requested": 0, "limit": 5000}}


async def test_queries_and_mutations_are_answered_too() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.subscribe('mutation { rename(name: "Eve") }')
        assert (await socket.hear())["payload"]["data"] == {"rename": "Eve"}
        assert await socket.hear() == {"id": "1", "type": "complete"}
    assert library.visit.renamed == ["Eve"]


async def test_the_context_is_made_once_from_the_connection_parameters() -> None:
    library = Library()
    async with dialled(library.endpoint()) as socket:
        await socket.say({"type": "connection_init", "payload": {"token": "t-1"}})
        assert await socket.hear() == ACK
        await socket.subscribe("{ reader }")
        assert (await socket.hear())["payload"]["data"] == {"reader": "Ada"}
    assert library.connected_with == [{"token": "t-1"}]


async def test_null_connection_parameters_are_none() -> None:
    library = Library()
    async with dialled(library.endpoint()) as socket:
        await socket.say({"type": "connection_init", "payload": None})
        assert await socket.hear() == ACK
    assert library.connected_with == [{}]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unauthenticated(), 4403),
        (Problem("FORBIDDEN", "No"), 4403),
        (Unavailable(), 1013),
        (Gone(), 1013),
        (ValueError("swordfish"), 1011),
    ],
)
async def test_a_context_that_cannot_be_made_closes_the_connection(
    error: Exception, code: int
) -> None:
    library = Library(refuse_with=error)
    async with dialled(library.endpoint()) as socket:
        await socket.say(INIT)
        closed, reason = await socket.closing()
    assert closed == code
    assert "swordfish" not in str(reason)
    assert [fault for fault, _ in library.faults] == [error] * (code == 1011)


async def test_who_subscribes_before_the_acknowledgement_is_unauthorised() -> None:
    library = Library()
    async with dialled(library.endpoint()) as socket:
        await socket.subscribe('mutation { rename(name: "Eve") }')
        assert await socket.closing() == (4401, "Unauthorized")
    assert library.visit.renamed == []


async def test_who_does_not_introduce_themselves_in_time_is_closed_with_4408() -> None:
    async with dialled(Library().endpoint(init_seconds=0.05)) as socket:
        assert await socket.closing() == (4408, "Connection initialisation timeout")


async def test_five_seconds_are_given_for_the_introduction_and_ten_for_reading() -> None:
    endpoint = Library().endpoint()
    assert endpoint.connection_init_wait_timeout.total_seconds() == 5
    assert endpoint.transport.send_seconds == 10
    assert endpoint.transport.recheck_seconds == 30
    assert endpoint.transport.most_subscriptions == 100


async def test_a_second_introduction_is_closed_with_4429() -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.say(INIT)
        assert (await socket.closing())[0] == 4429


async def test_the_legacy_protocol_is_not_spoken() -> None:
    async with dialled(Library().endpoint(), protocol=Subprotocol("graphql-ws")) as socket:
        assert await socket.closing() == (4406, "Subprotocol not acceptable")


async def test_a_page_of_another_site_may_not_connect_unless_it_is_allowed() -> None:
    friend: dict[str, Any] = {"allowed_origins": ["https://friend.test"]}
    async with connected(Library().endpoint(**friend), origin="https://friend.test") as socket:
        await socket.say({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}
    with pytest.raises(InvalidStatus) as refusal:
        async with dialled(Library().endpoint(**friend), origin="https://foe.test"):
            pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        "[" * 10_000 + "]" * 10_000,
        b'{"type":"ping"}',
        "{}",
        '{"type":null}',
        '{"type":"start"}',
        '{"type":"' + "é" * 200 + '"}',
        '{"type":"subscribe"}',
        '{"type":"subscribe","id":"1"}',
        '{"type":"subscribe","id":"","payload":{"query":"{hello}"}}',
        '{"type":"subscribe","id":1,"payload":{"query":"{hello}"}}',
        '{"type":"subscribe","id":"1","payload":"{hello}"}',
        '{"type":"subscribe","id":"1","payload":{}}',
        '{"type":"subscribe","id":"1","payload":{"query":[]}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":3}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{hello}","operationName":3}}',
        '{"type":"complete"}',
        '{"type":"complete","id":["1"]}',
        '{"type":"connection_init","payload":[]}',
    ],
)
async def test_a_malformed_frame_ends_in_4400(frame: str | bytes) -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.wire.send(frame)
        assert (await socket.closing())[0] == 4400
    assert library.faults == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ hello", "GRAPHQL_PARSE_FAILED"),
        ("{ helo }", "GRAPHQL_VALIDATION_FAILED"),
        ("", "BAD_REQUEST"),
        ("fragment F on Query { hello }", "OPERATION_NOT_FOUND"),
        ("query ($n: Int!) { twice(number: $n) }", "BAD_USER_INPUT"),
        ("subscription ($n: Int!) { count(to: $n) }", "BAD_USER_INPUT"),
        ("{" + "hello " * 21 + "}", "QUERY_TOO_COMPLEX"),
    ],
)
async def test_a_refused_operation_is_an_error_with_a_code_and_the_others_go_on(
    query: str, code: str
) -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.subscribe("subscription { forever }", "other")
        await socket.hear()
        await socket.subscribe(query)
        refused = await socket.hear()
        await socket.say({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}
    assert (refused["type"], refused["id"]) == ("error", "1")
    assert [error["extensions"]["code"] for error in refused["payload"]] == [code]


async def test_the_rate_limiter_is_asked_once_for_a_subscription() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.subscribe("subscription { count(to: 5) }")
        while (await socket.hear())["type"] == "next":
            pass
    assert library.priced == [0]


async def test_a_fault_in_a_subscription_is_masked_and_handed_to_the_hook() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.subscribe("subscription { breaking }")
        heard = [await socket.hear() for _ in range(3)]
    assert heard[0]["payload"]["data"] == {"breaking": 1}
    (error,) = heard[1]["payload"]["errors"]
    assert error["message"] == "Internal error"
    assert error["extensions"]["code"] == "INTERNAL"
    assert heard[2] == {"id": "1", "type": "complete"}
    ((fault, context),) = library.faults
    assert isinstance(fault, ValueError)
    assert context is library.visit


async def test_a_result_that_cannot_be_written_as_json_is_a_fault() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.subscribe("{ unprintable }")
        assert await socket.hear() == {"id": "1", "type": "complete"}
    assert len(library.faults) == 1


async def test_a_completed_subscription_stops() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket, asyncio.timeout(10):
        await socket.subscribe("subscription { forever }")
        await socket.hear()
        assert not library.visit.stopped.is_set()
        await socket.say({"type": "complete", "id": "1"})
        await library.visit.stopped.wait()


async def test_the_operations_of_a_client_that_goes_away_stop_and_nothing_is_left() -> None:
    library = Library()
    endpoint = library.endpoint()
    async with listening(endpoint) as port, asyncio.timeout(10):
        before = asyncio.all_tasks()
        async with connect(f"ws://127.0.0.1:{port}", subprotocols=[TRANSPORT_WS]) as wire:
            socket = Socket(wire)
            await socket.say(INIT)
            await socket.hear()
            await socket.subscribe("subscription { forever }", "1")
            await socket.subscribe("{ wait }", "2")
            await socket.hear()
            await library.visit.started.wait()
            assert len(endpoint.sockets) == 1
            wire.transport.abort()
            await library.visit.stopped.wait()
        await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
        assert len(endpoint.sockets) == 0
    assert library.faults == []


async def test_one_subscription_more_than_allowed_is_refused_and_another_may_follow_one() -> None:
    async with connected(Library().endpoint(most_subscriptions=2)) as socket:
        for identity in ("1", "2", "3"):
            await socket.subscribe("subscription { forever }", identity)
        heard = {each["id"]: each for each in [await socket.hear() for _ in range(3)]}
        assert heard["3"]["type"] == "error"
        assert heard["3"]["payload"][0]["extensions"] == {"code": "TOO_MANY_SUBSCRIPTIONS"}
        await socket.say({"type": "complete", "id": "1"})
        await socket.subscribe("{ hello }", "4")
        assert (await socket.hear())["payload"]["data"] == {"hello": "Hello you"}


@pytest.mark.parametrize("most", [1, 100])
async def test_an_id_in_use_is_closed_with_4409(most: int) -> None:
    async with connected(Library().endpoint(most_subscriptions=most)) as socket:
        await socket.subscribe("subscription { forever }")
        await socket.subscribe("subscription { forever }")
        assert (await socket.closing())[0] == 4409


async def test_a_connection_whose_right_has_ended_is_closed_with_4403() -> None:
    library = Library()
    async with connected(library.endpoint(recheck_seconds=0.01)) as socket:
        await socket.subscribe("subscription { forever }")
        await socket.hear()
        library.valid = False
        assert await socket.closing() == (4403, "Forbidden")
        await library.visit.stopped.wait()


async def test_a_connection_that_cannot_be_rechecked_is_told_to_try_again_later() -> None:
    async def away(_context: object) -> bool:
        raise Gone

    async with connected(
        Library().endpoint(recheck_seconds=0.01, hooks={"still_valid": away})
    ) as socket:
        assert (await socket.closing())[0] == 1013


async def test_all_connections_can_be_told_to_reconnect() -> None:
    library = Library()
    endpoint = library.endpoint()
    async with listening(endpoint) as port, asyncio.timeout(10):
        address = f"ws://127.0.0.1:{port}"
        async with (
            connect(address, subprotocols=[TRANSPORT_WS]) as one,
            connect(address, subprotocols=[TRANSPORT_WS]) as two,
        ):
            sockets = [Socket(one), Socket(two)]
            for socket in sockets:
                await socket.say(INIT)
                await socket.hear()
            await sockets[0].subscribe("subscription { forever }")
            await sockets[0].hear()
            assert len(endpoint.sockets) == 2
            await endpoint.sockets.close_all()
            for socket in sockets:
                assert await socket.closing() == (1012, "service restart; reconnect")
            await library.visit.stopped.wait()
    assert len(endpoint.sockets) == 0


async def test_a_client_that_does_not_read_is_let_go_and_its_socket_freed() -> None:
    freed = asyncio.Event()

    class Watched(StallDroppingProtocol):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            freed.set()

    library = Library()
    endpoint = library.endpoint(send_seconds=0.1)
    async with listening(endpoint, ws=Watched) as port, asyncio.timeout(10):
        before = asyncio.all_tasks()
        address = f"ws://127.0.0.1:{port}"
        wire = await connect(address, subprotocols=[TRANSPORT_WS], max_queue=1, compression=None)
        await wire.send('{"type":"connection_init"}')
        await wire.recv()
        await wire.send(
            '{"type":"subscribe","id":"1","payload":{"query":"subscription { flood }"}}'
        )
        await freed.wait()
        assert library.visit.stopped.is_set()
        wire.transport.abort()
        await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
        assert len(endpoint.sockets) == 0
    assert library.faults == []
