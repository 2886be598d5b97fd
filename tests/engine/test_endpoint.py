import asyncio
from typing import Any

import httpx
import orjson
import pytest
from strawberry import Schema

from engine.errors import Problem, Unauthenticated, Unavailable
from tests.engine.books import Gone, Query
from tests.engine.library import GRAPHQL_JSON, Library, Reader, listening


def codes(response: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in response.json()["errors"]]


async def test_a_query_is_answered_with_its_data_and_its_price() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask("query ($n: String!) { hello(name: $n) }", n="Eve")
    assert response.status_code == 200
    assert response.json() == {
        "data": {"hello": "Hello Eve"},
        "extensions": {"cost": {"requested": 1, "limit": 5000}},
    }


async def test_the_context_is_made_from_the_request_without_connection_parameters() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask("{ reader }")
    assert response.json()["data"] == {"reader": "Ada"}
    assert library.connected_with == [None]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Unauthenticated(), 401, "UNAUTHENTICATED"),
        (Unavailable(), 503, "UNAVAILABLE"),
        (Gone(), 503, "UNAVAILABLE"),
        (Problem("FORBIDDEN", "No"), 403, "FORBIDDEN"),
        (OSError("swordfish"), 500, "INTERNAL"),
    ],
)
async def test_a_context_that_cannot_be_made_refuses_the_request(
    error: Exception, status: int, code: str
) -> None:
    library = Library(refuse_with=error)
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask('mutation { rename(name: "Eve") }')
    assert response.status_code == status
    assert codes(response) == [code]
    assert "data" not in response.json()
    assert "swordfish" not in response.text
    assert library.visit.renamed == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "The request holds invalid JSON"),
        (b"\xff", "The request holds invalid JSON"),
        (b"[" * 200_000 + b"]" * 200_000, "The request holds invalid JSON"),
        (b'{"query":"{hello}","variables":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001, "The re"),
        (b"3", "A request must be one JSON object; batches are not served"),
        (b'[{"query":"{hello}"}]', "A request must be one JSON object; batches are not served"),
        (b"{}", "`query` must be a string"),
        (b'{"query":null}', "`query` must be a string"),
        (b'{"query":3}', "`query` must be of type str, if given"),
        (b'{"documentId":3}', "`documentId` must be of type str, if given"),
        (b'{"query":"{hello}","documentId":"a"}', "`documentId` stands for the query"),
        (b'{"query":"{hello}","variables":[]}', "`variables` must be of type dict, if given"),
        (b'{"query":"{hello}","operationName":1}', "`operationName` must be of type str, if given"),
        (b'{"query":"{hello}","extensions":1}', "`extensions` must be of type dict, if given"),
    ],
)
async def test_a_body_that_is_no_operation_is_a_bad_request(body: bytes, message: str) -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.http.post(
            "/", content=body, headers={"content-type": "application/json"}
        )
    assert response.status_code == 400
    assert codes(response) == ["BAD_REQUEST"]
    assert response.json()["errors"][0]["message"].startswith(message)
    assert library.faults == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_post_must_be_json_so_that_no_form_of_a_stranger_can_send_it(kind: str) -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.http.post(
            "/",
            content=b'{"query":"mutation { rename(name: \\"Eve\\") }"}',
            headers={"content-type": kind},
        )
    assert response.status_code == 415
    assert codes(response) == ["UNSUPPORTED_MEDIA_TYPE"]
    assert library.visit.renamed == []


async def test_a_post_may_name_the_charset_of_its_json() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post(
            "/",
            content=b'{"query":"{hello}"}',
            headers={"content-type": "application/json; charset=utf-8"},
        )
    assert response.json()["data"] == {"hello": "Hello you"}


async def test_a_query_may_be_got() -> None:
    parameters = {
        "query": "query A { twice } query B ($n: String!) { hello(name: $n) }",
        "variables": '{"n":"Eve"}',
        "operationName": "B",
        "extensions": "",
    }
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.get("/", params=parameters)
    assert response.json()["data"] == {"hello": "Hello Eve"}


async def test_an_empty_operation_name_in_an_address_is_none() -> None:
    parameters = {"query": "query A { twice }", "operationName": "", "variables": ""}
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.get("/", params=parameters)
    assert response.json()["data"] == {"twice": 2}


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, "text/event-stream"])
async def test_a_mutation_is_never_got(accept: str) -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.http.get(
            "/",
            params={"query": 'mutation { rename(name: "Eve") }'},
            headers={"accept": accept, "graphql-require-preflight": "1"},
        )
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    assert codes(response) == ["METHOD_NOT_ALLOWED"]
    assert library.visit.renamed == []


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, "application/json", "*/*", ""])
async def test_a_subscription_by_plain_post_is_told_what_to_accept(accept: str) -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post(
            "/", json={"query": "subscription { count(to: 3) }"}, headers={"accept": accept}
        )
    assert response.status_code == 406
    assert codes(response) == ["STREAM_REQUIRED"]
    assert "text/event-stream" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_only_get_and_post_are_served(method: str) -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.request(method, "/")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


async def test_a_body_of_the_largest_size_is_read_and_one_byte_more_is_refused() -> None:
    body = orjson.dumps({"query": "{ hello }"})
    kind = {"content-type": "application/json"}
    library = Library()
    async with Reader(library.endpoint(most_body_bytes=len(body))) as reader:
        served = await reader.http.post("/", content=body, headers=kind)
        refused = await reader.http.post("/", content=body + b" ", headers=kind)
    assert served.json()["data"] == {"hello": "Hello you"}
    assert refused.status_code == 413
    assert codes(refused) == ["PAYLOAD_TOO_LARGE"]
    assert library.connected_with == [None]


async def test_a_body_without_a_declared_length_is_read_no_further_than_the_limit() -> None:
    read = 0

    async def endless() -> Any:
        nonlocal read
        while True:
            read += 1
            yield b" " * 1024

    async with Reader(Library().endpoint(most_body_bytes=4096)) as reader:
        response = await reader.http.post(
            "/", content=endless(), headers={"content-type": "application/json"}
        )
    assert "content-length" not in response.request.headers
    assert response.status_code == 413
    assert codes(response) == ["PAYLOAD_TOO_LARGE"]
    assert read <= 6


async def test_a_query_of_five_megabytes_is_refused_by_its_length_before_it_is_read() -> None:
    body = orjson.dumps({"query": "{" + " hello" * 833_333 + "}"})
    assert len(body) > 5_000_000
    read = 0

    async def large() -> Any:
        nonlocal read
        read += 1
        yield body

    length = {"content-type": "application/json", "content-length": str(len(body))}
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post("/", content=large(), headers=length)
    assert response.status_code == 413
    assert codes(response) == ["PAYLOAD_TOO_LARGE"]
    assert read == 0


async def test_the_limit_of_a_body_is_one_mebibyte_unless_set() -> None:
    assert Library().endpoint().transport.most_body_bytes == 1_048_576


async def test_an_answer_that_cannot_be_written_as_json_is_a_fault() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask("{ unprintable }")
    assert response.status_code == 500
    assert codes(response) == ["INTERNAL"]
    assert len(library.faults) == 1


async def test_an_operation_ends_when_its_client_goes_away() -> None:
    library = Library()
    async with listening(library.endpoint()) as port, asyncio.timeout(10):
        before = asyncio.all_tasks()
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = b'{"query":"{ wait }"}'
        writer.write(
            b"POST / HTTP/1.1\r\nhost: library.test\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n%s" % (len(body), body)
        )
        await library.visit.started.wait()
        assert not library.visit.stopped.is_set()
        writer.close()
        await library.visit.stopped.wait()
        await asyncio.gather(*(asyncio.all_tasks() - before))
    assert library.faults == []


async def test_nothing_is_left_running_after_an_answer() -> None:
    incoming = [{"type": "http.request", "body": b'{"query":"{ hello }"}'}]
    sent: list[Any] = []

    async def receive() -> Any:
        return incoming.pop() if incoming else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "headers": headers, "query_string": b""}
    before = asyncio.all_tasks()
    await Library().endpoint()(scope, receive, send)
    assert sent[0]["status"] == 200
    async with asyncio.timeout(10):
        await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)


async def test_the_schema_that_is_served_stays_as_it_was() -> None:
    schema = Schema(Query)
    Library(schema=schema).endpoint()
    assert schema.extensions == ()
    result = await schema.execute("{ hello }")
    assert result.extensions == {}
