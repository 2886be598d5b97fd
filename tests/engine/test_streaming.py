import asyncio
import socket

import orjson
import pytest
import uvicorn

from engine.errors import Problem, Unauthenticated, Unavailable
from tests.engine.books import Gone
from tests.engine.library import Library, Reader, listening, served
from tests.engine.streams import EVENTS, PARTS, opened, tapped

BOTH = pytest.mark.parametrize("accept", [EVENTS, PARTS])


async def test_results_are_events_and_lines_end_in_lf_alone() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post(
            "/", json={"query": "subscription { count(to: 2) }"}, headers={"accept": EVENTS}
        )
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["x-accel-buffering"] == "no"
    opening, first, second, complete, end = response.text.split("\n\n")
    assert (opening, complete, end) == (":", "event: complete\ndata:", "")
    assert first.startswith('event: next\ndata: {"data":{"count":0},"extensions":{"cost":')
    assert second.startswith('event: next\ndata: {"data":{"count":1},')
    assert "\r" not in response.text


async def test_results_are_parts_with_a_boundary_after_each() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post(
            "/", json={"query": "subscription { count(to: 2) }"}, headers={"accept": PARTS}
        )
    kind = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0"
    assert (response.status_code, response.headers["content-type"]) == (200, kind)
    before, first, second, end = response.text.split("--graphql")
    start = '\r\nContent-Type: application/json\r\n\r\n{"payload":{"data":{"count":'
    assert (before, end) == ("", "--\r\n")
    assert first.startswith(f"{start}0}},")
    assert second.startswith(f"{start}1}},")
    assert first.endswith("}}\r\n")


@BOTH
@pytest.mark.parametrize(
    ("query", "data"),
    [("{ twice }", {"twice": 2}), ('mutation { rename(name: "Eve") }', {"rename": "Eve"})],
)
async def test_queries_and_mutations_may_be_streamed_too(
    accept: str, query: str, data: dict[str, object]
) -> None:
    async with opened(Library().endpoint(), query, accept) as tap:
        assert (await tap.result())["data"] == data
        assert await tap.rest() in {b"event: complete\ndata:\n\n", b"--\r\n"}


async def test_a_subscription_may_be_got() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.get(
            "/",
            params={"query": "subscription { count(to: 1) }"},
            headers={"accept": EVENTS, "graphql-require-preflight": "1"},
        )
    assert response.text.count("event: next\n") == 1
    assert response.text.endswith("event: complete\ndata:\n\n")


@BOTH
@pytest.mark.parametrize(
    ("query", "code"),
    [("{ hello", "GRAPHQL_PARSE_FAILED"), ("subscription { cont }", "GRAPHQL_VALIDATION_FAILED")],
)
async def test_what_is_wrong_with_a_document_is_the_only_result(
    accept: str, query: str, code: str
) -> None:
    async with opened(Library().endpoint(), query, accept) as tap:
        assert tap.response.status_code == 200
        result = await tap.result()
        await tap.rest()
    assert result.keys() == {"errors"}
    assert [error["extensions"]["code"] for error in result["errors"]] == [code]


@BOTH
@pytest.mark.parametrize(
    ("error", "status"),
    [(Unauthenticated(), 401), (Unavailable(), 503), (Gone(), 503), (OSError("swordfish"), 500)],
)
async def test_a_context_that_cannot_be_made_is_told_by_the_status(
    accept: str, error: Exception, status: int
) -> None:
    endpoint = Library(refuse_with=error).endpoint()
    async with Reader(endpoint) as reader:
        response = await reader.http.post(
            "/", json={"query": "subscription { forever }"}, headers={"accept": accept}
        )
    assert response.status_code == status
    assert "json" in response.headers["content-type"]
    assert len(endpoint.streams) == 0


@BOTH
async def test_a_refusal_with_a_status_of_its_own_has_it_and_no_stream_begins(accept: str) -> None:
    async def limiter(_context: object, _cost: int) -> object:
        raise Problem("THROTTLED", "Too much at once", retryAfter=3)

    async with Reader(Library().endpoint(hooks={"rate_limiter": limiter})) as reader:
        response = await reader.http.post(
            "/", json={"query": "subscription { forever }"}, headers={"accept": accept}
        )
    assert response.status_code == 429
    assert response.headers["retry-after"] == "3"
    assert response.json()["errors"][0]["extensions"]["code"] == "THROTTLED"


@BOTH
async def test_a_refusal_that_comes_when_the_stream_has_begun_is_its_only_result(
    accept: str,
) -> None:
    has_begun = asyncio.Event()

    async def limiter(_context: object, _cost: int) -> object:
        await has_begun.wait()
        raise Problem("THROTTLED", "Too much at once", retryAfter=3)

    endpoint = Library().endpoint(heartbeat_seconds=0.01, hooks={"rate_limiter": limiter})
    async with opened(endpoint, "subscription { forever }", accept) as tap:
        assert tap.response.status_code == 200
        has_begun.set()
        result = await tap.result()
        assert await tap.rest() in {b"event: complete\ndata:\n\n", b"--\r\n"}
    assert [error["extensions"]["code"] for error in result["errors"]] == ["THROTTLED"]


@BOTH
async def test_a_fault_in_a_stream_is_masked_and_completes_it(accept: str) -> None:
    library = Library()
    async with opened(library.endpoint(), "subscription { breaking }", accept) as tap:
        assert (await tap.result())["data"] == {"breaking": 1}
        broken = await tap.result()
        assert await tap.rest() in {b"event: complete\ndata:\n\n", b"--\r\n"}
    assert [error["extensions"]["code"] for error in broken["errors"]] == ["INTERNAL"]
    assert [type(fault) for fault, _ in library.faults] == [ValueError]


async def test_a_result_that_is_no_json_is_a_fault_with_a_status() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.http.post(
            "/", json={"query": "{ unprintable }"}, headers={"accept": EVENTS}
        )
    assert response.status_code == 500
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert [context for _, context in library.faults] == [library.visit]


@pytest.mark.parametrize(
    ("accept", "heartbeat"),
    [(EVENTS, b":"), (PARTS, b"\r\nContent-Type: application/json\r\n\r\n{}")],
)
async def test_a_silent_stream_has_a_heart_that_beats(accept: str, heartbeat: bytes) -> None:
    endpoint = Library().endpoint(heartbeat_seconds=0.01)
    async with opened(endpoint, "subscription { silent }", accept) as tap:
        await tap.piece()
        assert [await tap.piece() for _ in range(3)] == [heartbeat] * 3


@BOTH
async def test_the_operation_ends_when_the_client_goes_away(accept: str) -> None:
    library = Library()
    endpoint = library.endpoint()
    async with listening(endpoint) as port, asyncio.timeout(10):
        before = asyncio.all_tasks()
        async with tapped(port, "subscription { forever }", accept) as tap:
            assert (await tap.result())["data"] == {"forever": "begun"}
            assert not library.visit.stopped.is_set()
            assert len(endpoint.streams) == 1
        await library.visit.stopped.wait()
        await asyncio.gather(*(asyncio.all_tasks() - before))
    assert len(endpoint.streams) == 0
    assert library.faults == []


@BOTH
async def test_a_stream_whose_right_has_ended_is_completed_with_the_reason(accept: str) -> None:
    library = Library()
    endpoint = library.endpoint(recheck_seconds=0.01)
    async with opened(endpoint, "subscription { forever }", accept) as tap:
        await tap.result()
        library.valid = False
        last = await tap.result()
        assert await tap.rest() in {b"event: complete\ndata:\n\n", b"--\r\n"}
    assert [error["extensions"]["code"] for error in last["errors"]] == ["UNAUTHENTICATED"]
    assert library.visit.stopped.is_set()
    assert library.faults == []


async def test_a_stream_that_cannot_be_rechecked_is_completed_too() -> None:
    async def away(_context: object) -> bool:
        raise Gone

    endpoint = Library().endpoint(recheck_seconds=0.01, hooks={"still_valid": away})
    async with opened(endpoint, "subscription { forever }") as tap:
        await tap.result()
        last = await tap.result()
    assert [error["extensions"]["code"] for error in last["errors"]] == ["UNAVAILABLE"]


@BOTH
async def test_streams_that_are_broken_off_are_not_complete_so_that_clients_come_back(
    accept: str,
) -> None:
    library = Library()
    endpoint = library.endpoint()
    async with opened(endpoint, "subscription { forever }", accept) as tap:
        await tap.result()
        endpoint.streams.break_off()
        assert await tap.rest() == b""
        assert library.visit.stopped.is_set()
    assert len(endpoint.streams) == 0


async def test_an_address_has_so_many_streams_and_no_more() -> None:
    endpoint = Library().endpoint(most_streams=2)
    query = "subscription { forever }"
    async with (
        listening(endpoint) as port,
        tapped(port, query) as first,
        tapped(port, query) as second,
        tapped(port, "{ twice }", PARTS) as third,
    ):
        assert [await tap.result() for tap in (first, second)]
        assert third.response.status_code == 429
        assert b"TOO_MANY_STREAMS" in await third.rest()
        assert len(endpoint.streams) == 2


@pytest.mark.parametrize("query", ["subscription { flood }", "{ long }"])
@BOTH
async def test_a_client_that_does_not_read_is_let_go_and_its_operation_ends(
    query: str, accept: str
) -> None:
    library = Library()
    endpoint = library.endpoint()
    async with served(endpoint, stall_seconds=0.5) as server, asyncio.timeout(10):
        before = asyncio.all_tasks()
        address = server.servers[0].sockets[0].getsockname()
        body = orjson.dumps({"query": query})
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.connect(address)
            line.sendall(
                b"POST / HTTP/1.1\r\nhost: library.test\r\ncontent-type: application/json\r\n"
                b"accept: %s\r\ncontent-length: %d\r\n\r\n%s" % (accept.encode(), len(body), body)
            )
            await until_let_go(server)
        await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
    assert len(endpoint.streams) == 0
    assert library.faults == []


async def until_let_go(server: uvicorn.Server) -> None:
    """Waits for its one client to come and to go; nothing else tells of it."""
    for is_there in (True, False):
        while bool(server.server_state.connections) is not is_there:
            await asyncio.sleep(0.01)
