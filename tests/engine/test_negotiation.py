import pytest
from strawberry.types.execution import ExecutionResult, PreExecutionError

from engine.errors import Problem
from engine.negotiation import PLAIN, Media, negotiated, preferred, status
from tests.engine.library import Library, Reader

URQL_QUERY = (
    "application/graphql-response+json, application/graphql+json, application/json,"
    " text/event-stream, multipart/mixed"
)
APOLLO_QUERY = "application/graphql-response+json,application/json;q=0.9"
APOLLO_SUBSCRIPTION = f"multipart/mixed;boundary=graphql;subscriptionSpec=1.0,{APOLLO_QUERY}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", Media.JSON),
        (" , ", Media.JSON),
        ("*/*", Media.JSON),
        ("application/*", Media.JSON),
        (BROWSER, Media.JSON),
        ("application/json", Media.JSON),
        ("Application/JSON; charset=utf-8", Media.JSON),
        ("application/graphql-response+json", Media.GRAPHQL_JSON),
        ("application/graphql-response+json; charset=utf-8, application/json", Media.GRAPHQL_JSON),
        ("application/json, application/graphql-response+json", Media.JSON),
        ("application/json;q=0.8, application/graphql-response+json", Media.GRAPHQL_JSON),
        ("application/json;q=0.8, application/graphql-response+json;q=0.7", Media.JSON),
        ("application/json;q=0, */*", Media.GRAPHQL_JSON),
        ("*/*, application/graphql-response+json;q=0.1", Media.JSON),
        ("application/json;q=0.2, application/*;q=0.9", Media.GRAPHQL_JSON),
        ("application/json;q=much, application/graphql-response+json", Media.JSON),
        ("application/json;q=7, application/graphql-response+json", Media.JSON),
        (APOLLO_QUERY, Media.GRAPHQL_JSON),
        (URQL_QUERY, Media.GRAPHQL_JSON),
        ("text/event-stream", Media.EVENT_STREAM),
        ("text/event-stream, multipart/mixed", Media.EVENT_STREAM),
        ("text/event-stream;q=0.5, application/json;q=0.4", Media.EVENT_STREAM),
        ("application/json, text/event-stream", Media.JSON),
        ("*/*, text/event-stream", Media.JSON),
        (APOLLO_SUBSCRIPTION, Media.MULTIPART),
        ('multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"', Media.MULTIPART),
        ("multipart/mixed;deferSpec=20220824, application/json", Media.JSON),
        ("multipart/mixed, application/json", Media.JSON),
        ("application/json, " + "text/html, " * 1000 + "application/json;q=0", Media.JSON),
    ],
)
def test_the_media_type_is_the_one_liked_best_and_named_first(accept: str, media: Media) -> None:
    assert negotiated(accept) is media


@pytest.mark.parametrize(
    "accept", ["text/html", "text/*", "multipart/mixed", "multipart/*", "image/png, */*;q=0"]
)
def test_a_client_that_likes_nothing_on_offer_is_refused(accept: str) -> None:
    with pytest.raises(Problem) as refusal:
        negotiated(accept)
    assert refusal.value.code == "NOT_ACCEPTABLE"


def test_what_is_not_on_offer_is_passed_over() -> None:
    assert preferred(APOLLO_SUBSCRIPTION, PLAIN) is Media.GRAPHQL_JSON
    assert preferred("text/event-stream", PLAIN) is None


@pytest.mark.parametrize(
    ("code", "media", "expected"),
    [
        ("GRAPHQL_VALIDATION_FAILED", Media.JSON, 200),
        ("GRAPHQL_VALIDATION_FAILED", Media.GRAPHQL_JSON, 400),
        ("GRAPHQL_VALIDATION_FAILED", Media.EVENT_STREAM, 200),
        ("GRAPHQL_VALIDATION_FAILED", Media.MULTIPART, 200),
        ("QUERY_TOO_COMPLEX", Media.JSON, 200),
        ("QUERY_TOO_COMPLEX", Media.GRAPHQL_JSON, 400),
        ("PERSISTED_QUERY_NOT_FOUND", Media.GRAPHQL_JSON, 200),
        ("BAD_REQUEST", Media.JSON, 400),
        ("UNAUTHENTICATED", Media.JSON, 401),
        ("UNAUTHENTICATED", Media.EVENT_STREAM, 401),
        ("INTERNAL", Media.MULTIPART, 500),
        ("UNAVAILABLE", Media.JSON, 503),
    ],
)
def test_a_refusal_has_the_status_of_its_code_or_that_of_its_media_type(
    code: str, media: Media, expected: int
) -> None:
    assert status(PreExecutionError(None, [Problem(code, "No")]), media) == expected


@pytest.mark.parametrize(("code", "expected"), [("FORBIDDEN", 200), ("UNAVAILABLE", 503)])
def test_what_was_executed_is_ok_unless_something_was_away(code: str, expected: int) -> None:
    executed = ExecutionResult(None, [Problem(code, "No")])
    assert {status(executed, media) for media in Media} == {expected}


@pytest.mark.parametrize(
    ("accept", "answered", "expected"),
    [
        ("*/*", "application/json; charset=utf-8", 200),
        ("application/json", "application/json; charset=utf-8", 200),
        (APOLLO_QUERY, "application/graphql-response+json; charset=utf-8", 400),
        (URQL_QUERY, "application/graphql-response+json; charset=utf-8", 400),
    ],
)
async def test_a_bad_document_is_refused_in_the_type_and_with_the_status_negotiated(
    accept: str, answered: str, expected: int
) -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post(
            "/", json={"query": "{ helo }"}, headers={"accept": accept}
        )
    assert response.status_code == expected
    assert response.headers["content-type"] == answered
    assert response.headers["vary"] == "accept"
    assert response.json().keys() == {"errors"}


async def test_a_client_that_takes_neither_json_nor_a_stream_gets_its_refusal_in_json() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.http.post(
            "/",
            json={"query": 'mutation { rename(name: "Eve") }'},
            headers={"accept": "text/html"},
        )
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_ACCEPTABLE"}
    assert library.visit.renamed == []
