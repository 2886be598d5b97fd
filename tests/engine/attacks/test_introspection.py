"""Asking for the schema: not everybody may, and nobody without end."""

import pytest
import strawberry
from graphql import get_introspection_query, parse

from engine.limits import Limits
from engine.measuring import measure
from tests.engine.books import SCHEMA, Visit
from tests.engine.library import Library, Reader

ASKING = [
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Book") { name } }',
    '{ hello a: __type(name: "Book") { name } }',
    "{ ... on Query { ... { __schema { queryType { name } } } } }",
    "{ ...F } fragment F on Query { ...G } fragment G on Query { __schema { description } }",
    get_introspection_query(),
]


def is_librarian(visit: Visit) -> bool:
    return visit.reader == "Librarian"


@pytest.mark.parametrize("query", ASKING)
async def test_who_may_not_introspect_is_told_nothing_however_it_is_asked(query: str) -> None:
    library = Library()
    async with Reader(library.endpoint(hooks={"may_introspect": is_librarian})) as reader:
        refused = await reader.ask(query)
        library.visit.reader = "Librarian"
        told = await reader.ask(query)
    assert refused.status_code == 400
    assert "data" not in refused.json()
    (error,) = refused.json()["errors"]
    assert error["extensions"] == {"code": "INTROSPECTION_DISABLED"}
    assert "errors" not in told.json()


async def test_the_names_of_types_are_told_to_everybody() -> None:
    async with Reader(Library().endpoint(hooks={"may_introspect": is_librarian})) as reader:
        response = await reader.ask("{ __typename book { __typename author { __typename } } }")
    assert response.json()["data"] == {
        "__typename": "Query",
        "book": {"__typename": "Book", "author": {"__typename": "Author"}},
    }


async def test_an_operation_beside_one_that_introspects_is_served() -> None:
    document = "query Book { hello } query Schema { __schema { description } }"
    async with Reader(Library().endpoint(hooks={"may_introspect": is_librarian})) as reader:
        book = await reader.http.post("/", json={"query": document, "operationName": "Book"})
        told = await reader.http.post("/", json={"query": document, "operationName": "Schema"})
    assert book.json()["data"] == {"hello": "Hello you"}
    assert told.json()["errors"][0]["extensions"]["code"] == "INTROSPECTION_DISABLED"


async def test_the_schema_cannot_be_walked_in_circles() -> None:
    query = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(query)
    (error,) = response.json()["errors"]
    assert error["message"] == "Maximum introspection depth exceeded"
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_a_large_schema_is_dear_to_ask_for() -> None:
    def shelf(number: int) -> type:
        return strawberry.type(type(f"Shelf{number}", (), {"__annotations__": {"name": str}}))

    large = strawberry.Schema(SCHEMA.query, types=[shelf(n) for n in range(400)])
    query = parse("{ __schema { types { fields { name } } } }")
    (structure,) = measure(large._schema, query, Limits()).values()
    assert structure.cost({}) == 1 + len(large._schema.type_map) // 10 * 2
