"""Looking ahead: a resolver knows what is asked for below it."""

from typing import Any

import pytest
import strawberry

from engine.execution import Served
from engine.limits import Limits
from engine.options import Hooks
from engine.selections import Selection, look_ahead

seen: list[Selection] = []


@strawberry.type
class Author:
    name: str = "Ann"


@strawberry.type
class Book:
    title: str = "Tides"

    @strawberry.field
    def author(self) -> Author:
        return Author()

    @strawberry.field
    def reviews(self, first: int = 3) -> list[str]:
        return ["fine"] * first


@strawberry.type
class Query:
    @strawberry.field
    def books(self, info: strawberry.Info[Any, Any]) -> list[Book]:
        seen.append(look_ahead(info))
        return [Book()]


@pytest.fixture
def schema() -> Served:
    seen.clear()
    return Served(strawberry.Schema(Query), Limits(), Hooks())


async def ask(schema: Served, query: str, **variables: Any) -> Selection:
    result = await schema.execute(query, variables)
    assert result.errors is None
    return seen[-1]


async def test_a_field_is_known_whatever_its_alias_and_through_fragments(schema: Served) -> None:
    asked = await ask(
        schema,
        "{ books { t: title ...More ... on Book { ...More } } }"
        " fragment More on Book { author { n: name } }",
    )
    assert "title" in asked
    assert "author" in asked
    assert "name" in asked.below("author")
    assert "reviews" not in asked


async def test_what_flags_leave_out_is_not_asked_for(schema: Served) -> None:
    query = """query ($yes: Boolean!) {
      books { title @include(if: $yes) author @skip(if: $yes) { name } reviews @skip(if: true) }
    }"""
    for yes in (True, False, True):
        asked = await ask(schema, query, yes=yes)
        assert ("title" in asked, "author" in asked) == (yes, not yes)
        assert "reviews" not in asked


async def test_numbers_are_those_of_all_aliases_defaults_and_variables(schema: Served) -> None:
    query = """query ($n: Int! = 4) {
      books { reviews one: reviews(first: 1) many: reviews(first: $n) }
    }"""
    assert (await ask(schema, query)).numbers("reviews", "first", 3) == {1, 3, 4}
    assert (await ask(schema, query, n=9)).numbers("reviews", "first", 3) == {1, 3, 9}


async def test_below_what_is_not_asked_for_there_is_nothing(schema: Served) -> None:
    asked = await ask(schema, "{ books { title } }")
    assert "name" not in asked.below("author", "name")
    assert asked.numbers("reviews", "first", 3) == set()


async def test_it_is_found_out_once_for_an_operation_that_comes_again(schema: Served) -> None:
    query = "{ books { title author { name } } }"
    first, second = await ask(schema, query), await ask(schema, query)
    assert first._fields is second._fields
    assert first.below("author")._fields is second.below("author")._fields
