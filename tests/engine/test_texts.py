from hashlib import sha256
from typing import Any

import httpx
import orjson
import pytest
from strawberry.types.execution import ExecutionResult

from engine.errors import Problem
from engine.requests import Asked
from engine.texts import Texts
from tests.engine.calls import connected, dialled
from tests.engine.library import Library, Reader
from tests.engine.streams import EVENTS

HELLO = "query ($n: String!) { hello(name: $n) }"
RENAME = 'mutation { rename(name: "Eve") }'
COUNT = "subscription { count(to: 1) }"


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


TRUSTED = {"2fe2ea57": HELLO, hashed(HELLO): HELLO, "rename": RENAME, "count": COUNT}


def persisted(sha256: object, version: object = 1) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": version, "sha256Hash": sha256}}}


async def sent(reader: Reader, **fields: Any) -> httpx.Response:
    return await reader.http.post("/", json=fields)


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("identity", [f"sha256:{hashed(HELLO)}", hashed(HELLO), "2fe2ea57"])
@pytest.mark.parametrize("only", [False, True])
async def test_a_trusted_document_is_executed_by_its_id(
    identity: str,
    only: bool,  # noqa: FBT001 - one case of the table
) -> None:
    endpoint = Library().endpoint(trusted_documents=TRUSTED, only_trusted_documents=only)
    async with Reader(endpoint) as reader:
        response = await sent(reader, documentId=identity, variables={"n": "Eve"})
    assert response.json()["data"] == {"hello": "Hello Eve"}


@pytest.mark.parametrize("name", [{"documentId": "2fe2ea57"}, persisted(hashed(HELLO))])
async def test_an_empty_text_beside_a_name_is_none(name: dict[str, Any]) -> None:
    async with Reader(Library().endpoint(trusted_documents=TRUSTED)) as reader:
        response = await sent(reader, query="", variables={"n": "Eve"}, **name)
    assert response.json()["data"] == {"hello": "Hello Eve"}


@pytest.mark.parametrize("identity", [f"md5:{hashed(HELLO)}", hashed(HELLO).upper(), "other", ""])
async def test_an_unknown_document_is_refused(identity: str) -> None:
    library = Library()
    async with Reader(library.endpoint(trusted_documents=TRUSTED)) as reader:
        response = await sent(reader, documentId=identity)
    assert (response.status_code, code(response)) == (400, "TRUSTED_DOCUMENT_NOT_FOUND")
    assert library.connected_with == []


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"query": RENAME}, "TRUSTED_DOCUMENT_REQUIRED"),
        ({"query": RENAME, **persisted(hashed(RENAME))}, "TRUSTED_DOCUMENT_REQUIRED"),
        (persisted(hashed(RENAME)), "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"query": HELLO, "variables": {"n": "Eve"}}, "TRUSTED_DOCUMENT_REQUIRED"),
    ],
)
async def test_where_only_trusted_documents_are_served_no_text_of_a_client_is_executed(
    fields: dict[str, Any], refusal: str
) -> None:
    library = Library()
    trusted = {"2fe2ea57": HELLO}
    async with Reader(
        library.endpoint(trusted_documents=trusted, only_trusted_documents=True)
    ) as reader:
        assert code(await sent(reader, **fields)) == refusal
        assert code(await sent(reader, **persisted(hashed(RENAME)))) != "PERSISTED_QUERY_NOT_FOUND"
    assert library.visit.renamed == []
    assert library.connected_with == []


async def test_a_trusted_document_may_be_got_but_a_mutation_not() -> None:
    library = Library()
    async with Reader(library.endpoint(trusted_documents=TRUSTED)) as reader:
        read = await reader.http.get(
            "/", params={"documentId": f"sha256:{hashed(HELLO)}", "variables": '{"n":"Eve"}'}
        )
        written = await reader.http.get("/", params={"documentId": "rename"})
    assert read.json()["data"] == {"hello": "Hello Eve"}
    assert (written.status_code, code(written)) == (405, "METHOD_NOT_ALLOWED")
    assert library.visit.renamed == []


async def test_trusted_documents_are_streamed_too() -> None:
    endpoint = Library().endpoint(trusted_documents=TRUSTED, only_trusted_documents=True)
    async with Reader(endpoint) as reader:
        served, refused = [
            await reader.http.post("/", json=fields, headers={"accept": EVENTS})
            for fields in ({"documentId": "count"}, {"query": COUNT})
        ]
    assert 'event: next\ndata: {"data":{"count":0}' in served.text
    assert code(refused) == "TRUSTED_DOCUMENT_REQUIRED"


async def test_trusted_documents_are_served_over_a_socket_too() -> None:
    library = Library()
    endpoint = library.endpoint(trusted_documents=TRUSTED, only_trusted_documents=True)
    async with connected(endpoint) as socket:
        for identity, payload in enumerate(({"documentId": "count"}, {"query": RENAME})):
            await socket.say({"type": "subscribe", "id": str(identity), "payload": payload})
        heard = {(each["id"], each["type"]): each for each in [await socket.hear() for _ in "123"]}
    assert heard["0", "next"]["payload"]["data"] == {"count": 0}
    assert heard["0", "complete"]
    (error,) = heard["1", "error"]["payload"]
    assert error["extensions"] == {"code": "TRUSTED_DOCUMENT_REQUIRED"}
    assert library.visit.renamed == []


async def test_a_socket_that_has_not_said_who_it_is_learns_nothing_of_documents() -> None:
    async with dialled(Library().endpoint(only_trusted_documents=True)) as socket:
        await socket.subscribe(RENAME)
        assert await socket.closing() == (4401, "Unauthorized")


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_apollos_way_to_persist_a_query(method: str) -> None:
    query = "{ twice(number: 4) }"
    known = persisted(hashed(query))
    parameters = {"extensions": orjson.dumps(known["extensions"]).decode()}
    async with Reader(Library().endpoint()) as reader:

        async def by_hash() -> httpx.Response:
            if method == "GET":
                return await reader.http.get("/", params=parameters)
            return await sent(reader, **known)

        unknown = await by_hash()
        registered = await sent(reader, query=query, **known)
        again = await by_hash()
    assert unknown.status_code == 200
    assert unknown.json() == {
        "errors": [
            {
                "message": "PersistedQueryNotFound",
                "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
            }
        ]
    }
    assert registered.json()["data"] == again.json()["data"] == {"twice": 8}


async def test_a_subscription_is_persisted_by_streaming_it() -> None:
    known = persisted(hashed(COUNT))
    async with Reader(Library().endpoint()) as reader:
        for fields in ({"query": COUNT, **known}, known):
            response = await reader.http.post("/", json=fields, headers={"accept": EVENTS})
            assert '{"data":{"count":0}' in response.text


async def test_a_hash_of_another_text_is_refused() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await sent(reader, query=RENAME, **persisted(hashed("{ twice }")))
        assert response.status_code == 400
        assert response.json()["errors"][0]["message"] == "provided sha does not match query"
        assert code(response) == "BAD_REQUEST"
        unknown = await sent(reader, **persisted(hashed("{ twice }")))
    assert code(unknown) == "PERSISTED_QUERY_NOT_FOUND"
    assert library.visit.renamed == []


@pytest.mark.parametrize("query", ["{ twice", "{ twce }"])
async def test_what_is_no_valid_document_is_not_persisted(query: str) -> None:
    known = persisted(hashed(query))
    async with Reader(Library().endpoint()) as reader:
        for fields in ({"query": query, **known}, known):
            assert code(await sent(reader, **fields)) in {
                "GRAPHQL_PARSE_FAILED",
                "GRAPHQL_VALIDATION_FAILED",
                "PERSISTED_QUERY_NOT_FOUND",
            }
        assert code(await sent(reader, **known)) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "extension",
    [
        persisted(hashed(HELLO), version=2),
        persisted(3),
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": "abc"}},
    ],
)
async def test_persisted_queries_of_another_make_are_bad_requests(
    extension: dict[str, Any],
) -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await sent(reader, query=HELLO, **extension)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


def asked(text: str, *, by_hash: bool = False) -> Asked:
    return Asked(None if by_hash else text, sha256=hashed(text))


def is_known(texts: Texts, text: str) -> bool:
    try:
        return texts.filled_in(asked(text, by_hash=True)).query == text
    except Problem:
        return False


def test_of_too_many_persisted_queries_the_one_unused_longest_is_forgotten() -> None:
    texts = Texts({}, most=2)
    for text in ("{ a }", "{ b }"):
        texts.persist(asked(text), ExecutionResult({}, None))
    assert is_known(texts, "{ a }")
    texts.persist(asked("{ c }"), ExecutionResult({}, None))
    assert [is_known(texts, text) for text in ("{ a }", "{ b }", "{ c }")] == [True, False, True]


def test_persisted_queries_take_no_more_memory_than_they_may() -> None:
    texts = Texts({}, most_bytes=100)
    for letter in "abc":
        texts.persist(asked(f"{{ {letter} }}" + "é" * 20), ExecutionResult({}, None))
    known = [is_known(texts, f"{{ {letter} }}" + "é" * 20) for letter in "abc"]
    assert known == [False, True, True]
    texts.persist(asked("#" * 101), ExecutionResult({}, None))
    assert not is_known(texts, "#" * 101)
