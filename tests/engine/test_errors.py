from typing import Any

import pytest
from graphql import GraphQLError
from starlette.types import Receive, Scope, Send

from engine.errors import Problem, log_fault
from tests.engine.books import Gone
from tests.engine.library import Library, Reader


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ hello", "GRAPHQL_PARSE_FAILED"),
        ("{a" * 10_000, "GRAPHQL_PARSE_FAILED"),
        ("{ helo }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ twice(number: 1.5) }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ twice(number: " + "9" * 5000 + ") }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "{ books(first: " + "9" * 5000 + ") { edges { node { title } } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("fragment F on Query { hello }", "OPERATION_NOT_FOUND"),
        ("query A { hello } query B { hello }", "OPERATION_NOT_FOUND"),
    ],
)
async def test_a_document_at_fault_is_refused_with_400(query: str, code: str) -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask(query)
    assert response.status_code == 400
    assert {error["extensions"]["code"] for error in response.json()["errors"]} == {code}
    assert "data" not in response.json()
    assert library.faults == []
    assert library.priced == [10]


async def test_an_error_of_the_document_tells_its_place() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask("{\n  helo\n}")
    (error,) = response.json()["errors"]
    assert error["locations"] == [{"line": 2, "column": 3}]


async def test_each_fault_of_validation_is_told() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask("{ helo wrld }")
    assert len(response.json()["errors"]) == 2


async def test_an_unknown_operation_name_is_refused() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post(
            "/", json={"query": "query A { hello }", "operationName": "B"}
        )
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "OPERATION_NOT_FOUND"}
    assert error["message"] == 'Unknown operation named "B".'


async def test_the_named_one_of_several_operations_runs() -> None:
    query = "query A { hello } query B { twice(number: 4) }"
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post("/", json={"query": query, "operationName": "B"})
    assert response.json()["data"] == {"twice": 8}


@pytest.mark.parametrize(
    "variables",
    [{"n": "three"}, {"n": 1.5}, {"n": 2**40}, {"n": True}, {"n": {"a": [1]}}, {"n": None}, {}],
)
async def test_variables_of_the_wrong_kind_are_the_users_to_mend(
    variables: dict[str, Any],
) -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask("query ($n: Int!) { twice(number: $n) }", **variables)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("Variable '$n'")
    assert "data" not in response.json()
    assert library.faults == []


async def test_more_wrong_variables_than_are_told_are_the_users_to_mend() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask("query ($n: [String!]!) { tags(names: $n) }", n=[1] * 60)
    assert response.status_code == 400
    codes = [error["extensions"]["code"] for error in response.json()["errors"]]
    assert codes == ["BAD_USER_INPUT"] * 21
    assert library.faults == []


async def test_a_variable_that_makes_an_argument_null_is_the_users_to_mend() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask("query ($n: Int = 1) { twice(number: $n) }", n=None)
    assert response.status_code == 200
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["path"] == ["twice"]
    assert library.faults == []


async def test_an_expected_error_is_told_as_it_is_in_its_place() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask("{ hello secret }")
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "Hello you", "secret": None}
    assert response.json()["errors"] == [
        {
            "message": "Members only",
            "locations": [{"line": 1, "column": 9}],
            "path": ["secret"],
            "extensions": {"code": "FORBIDDEN", "shelf": 3},
        }
    ]
    assert library.faults == []


@pytest.mark.parametrize("field", ["broken", "rude", "null"])
async def test_a_fault_is_masked_and_handed_to_the_hook_with_the_context(field: str) -> None:
    library = Library()
    endpoint = library.endpoint()

    async def with_request_id(scope: Scope, receive: Receive, send: Send) -> None:
        await endpoint({**scope, "state": {"request_id": "r-17"}}, receive, send)

    async with Reader(with_request_id) as reader:
        response = await reader.ask("{ " + field + " }")
    assert response.status_code == 200
    assert response.json()["errors"] == [
        {
            "message": "Internal error",
            "locations": [{"line": 1, "column": 3}],
            "path": [field],
            "extensions": {"code": "INTERNAL", "requestId": "r-17"},
        }
    ]
    ((error, context),) = library.faults
    assert isinstance(error, ValueError | GraphQLError | TypeError)
    assert error.__traceback__ is not None
    assert context is library.visit


async def test_a_request_without_an_id_is_given_one_of_its_own() -> None:
    async with Reader(Library().endpoint()) as reader:
        first, second = await reader.ask("{ broken }"), await reader.ask("{ broken }")
    ids = {r.json()["errors"][0]["extensions"]["requestId"] for r in (first, second)}
    assert len(ids) == 2
    assert all(len(each) == 36 for each in ids)


async def test_a_fault_is_logged_when_the_application_has_no_hook(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Reader(Library().endpoint(hooks={"on_fault": log_fault})) as reader:
        await reader.ask("{ broken secret }")
    (record,) = caplog.records
    assert record.exc_info
    assert isinstance(record.exc_info[1], ValueError)


async def test_an_error_that_the_application_translates_is_no_fault() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask("{ hello away }")
    assert response.status_code == 503
    assert response.json()["data"] == {"hello": "Hello you", "away": None}
    assert response.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
    assert library.faults == []


async def test_a_hook_that_fails_refuses_the_operation() -> None:
    async def limiter(_context: object, _cost: int) -> Any:
        raise Gone

    async with Reader(Library().endpoint(hooks={"rate_limiter": limiter})) as reader:
        response = await reader.ask("{ hello }")
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}


async def test_errors_are_told_by_the_engine_alone(caplog: pytest.LogCaptureFixture) -> None:
    async with Reader(Library().endpoint()) as reader:
        await reader.ask("{ broken secret away helo }")
        await reader.ask("{ broken secret away }")
    assert caplog.records == []


def test_a_problem_keeps_its_code_and_extensions_when_it_is_moved() -> None:
    place = GraphQLError("elsewhere", path=["a", 1])
    moved = Problem("TAKEN", "The hall is taken", until=5).located(place)
    assert moved.formatted == {
        "message": "The hall is taken",
        "path": ["a", 1],
        "extensions": {"code": "TAKEN", "until": 5},
    }
