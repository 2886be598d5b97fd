import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect

from engine.errors import Problem, Throttled, Unauthenticated, Unavailable
from engine.limits import Limits
from engine.observation import Execution
from tests.engine.books import Gone
from tests.engine.calls import ACK, INIT, TRANSPORT_WS, Socket, connected, dialled
from tests.engine.library import Library, listening


async def test_a_subscription_streams_its_results_and_completes() -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.subscribe("subscription ($to: Int!) { count(to: $to) }", to=2)
        heard = [await socket.hear() for _ in range(3)]
    assert [each["type"] for each in heard] == ["next", "next", "complete"]
    assert [each["payload"]["data"] for each in heard[:2]] == [{"count": 0}, {"count": 1}]
    assert heard[0]["payload"]["extensions"] == {"cost": {"requested": 1, "limit": 5000}}


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
        (Throttled(3), 1013),
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


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ hello", "GRAPHQL_PARSE_FAILED"),
        ("{ helo }", "GRAPHQL_VALIDATION_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
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
    assert library.priced == [1]


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


async def test_an_event_that_takes_too_long_is_an_error_and_the_next_one_comes() -> None:
    async with connected(Library().endpoint(limits=Limits(seconds=0.05))) as socket:
        await socket.subscribe("subscription { loans(hasOpened: true) { returned } }")
        late, following, end = [await socket.hear() for _ in range(3)]
    (error,) = late["payload"]["errors"]
    told = error["extensions"]
    assert (late["type"], late["payload"]["data"]) == ("next", None)
    assert error["path"] == ["loans", "returned"]
    assert (told["code"], told["field"]) == ("TIMED_OUT", "loans.returned")
    assert following["payload"]["data"] == {"loans": {"returned": True}}
    assert end == {"id": "1", "type": "complete"}


async def test_a_subscription_that_does_not_begin_in_time_ends_with_an_error() -> None:
    async with connected(Library().endpoint(limits=Limits(seconds=0.05))) as socket:
        await socket.subscribe("subscription { loans(hasOpened: false) { returned } }")
        refused = await socket.hear()
        await socket.say({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}
    (error,) = refused["payload"]
    assert (refused["type"], refused["id"]) == ("error", "1")
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("TIMED_OUT", "loans")


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


async def test_whom_an_operation_no_longer_knows_is_looked_at_at_once() -> None:
    library = Library()

    @asynccontextmanager
    async def knowing(_execution: object) -> AsyncIterator[None]:
        if not library.valid:
            raise Unauthenticated
        yield

    async with connected(library.endpoint(hooks={"around": knowing})) as socket:
        await socket.subscribe("subscription { forever }", "1")
        await socket.hear()
        library.valid = False
        await socket.subscribe("{ hello }", "2")
        (error,) = (await socket.hear())["payload"]
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}
        assert await socket.closing() == (4403, "Forbidden")
        await library.visit.stopped.wait()


async def test_whom_an_operation_wants_to_know_better_keeps_the_connection() -> None:
    looked = asyncio.Event()

    async def look(_context: object) -> bool:
        looked.set()
        return True

    @asynccontextmanager
    async def strict(execution: Execution) -> AsyncIterator[None]:
        if "reader" in execution.query:
            raise Unauthenticated
        yield

    hooks = {"around": strict, "still_valid": look}
    async with connected(Library().endpoint(hooks=hooks)) as socket:
        await socket.subscribe("{ reader }")
        assert (await socket.hear())["type"] == "error"
        await looked.wait()
        await socket.subscribe("{ hello }")
        assert (await socket.hear())["type"] == "next"


async def test_trusted_documents_are_served_and_nothing_else_where_so_wanted() -> None:
    endpoint = Library().endpoint(
        trusted_documents={"abc": "{ hello }"}, only_trusted_documents=True
    )
    async with connected(endpoint) as socket:
        asked = {"documentId": "sha256:abc"}, {"documentId": "x"}, {"query": "{ hello }"}
        for number, payload in enumerate(asked):
            await socket.say({"type": "subscribe", "id": str(number), "payload": payload})
        heard = [await socket.hear() for _ in range(4)]
    assert [each["type"] for each in heard if each["type"] != "error"] == ["next", "complete"]
    assert [
        each["payload"][0]["extensions"]["code"] for each in heard if each["type"] == "error"
    ] == ["TRUSTED_DOCUMENT_NOT_FOUND", "TRUSTED_DOCUMENT_REQUIRED"]
