"""A schema that is not told is not to be guessed either: `Did you mean …` gives it away."""

from collections.abc import AsyncIterator
from enum import Enum
from typing import Any

import pytest
import strawberry

from engine.limits import Limits
from tests.engine.books import SCHEMA
from tests.engine.calls import connected
from tests.engine.library import Library, Reader


@strawberry.enum
class Order(Enum):
    AUTHOR = "author"


@strawberry.input
class Search:
    title: str


@strawberry.type
class Query(SCHEMA.query):  # type: ignore[misc, name-defined]  # Strawberry holds it as a type
    @strawberry.field
    def shelved(self, by: Order) -> str:
        return by.value

    @strawberry.field
    def found(self, by: list[Search]) -> str:
        return by[0].title


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def arriving(self, by: Order) -> AsyncIterator[str]:
        yield by.value


LIBRARY = strawberry.Schema(Query, subscription=Subscription)
MISSPELT: list[tuple[str, dict[str, Any]]] = [
    ("{ helo }", {}),
    ('{ hello(nam: "Eve") }', {}),
    ("{ book { titel } }", {}),
    ("query ($n: Itn) { twice(number: $n) }", {}),
    ("{ ... on Qury { hello } }", {}),
    ("{ shelved(by: AUTHRO) }", {}),
    ("{ found(by: [{ titel: 1 }]) }", {}),
    ("query ($by: Order!) { shelved(by: $by) }", {"by": "AUTHRO"}),
    ("query ($by: [Search!]!) { found(by: $by) }", {"by": [{"titel": "x"}]}),
]


@pytest.mark.parametrize(("query", "variables"), MISSPELT)
@pytest.mark.parametrize("suggestions", [True, False])
async def test_a_misspelt_name_is_set_right_where_that_is_wanted_only(
    query: str, variables: dict[str, Any], *, suggestions: bool
) -> None:
    endpoint = Library(schema=LIBRARY).endpoint(limits=Limits(suggestions=suggestions))
    async with Reader(endpoint) as reader:
        response = await reader.ask(query, **variables)
    assert response.json()["errors"]
    assert ("Did you mean" in response.text) is suggestions


@pytest.mark.parametrize("suggestions", [True, False])
async def test_nor_is_one_in_a_subscription(*, suggestions: bool) -> None:
    endpoint = Library(schema=LIBRARY).endpoint(limits=Limits(suggestions=suggestions))
    async with connected(endpoint) as socket:
        await socket.subscribe("subscription ($by: Order!) { arriving(by: $by) }", by="AUTHRO")
        (error,) = (await socket.hear())["payload"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert ("Did you mean" in error["message"]) is suggestions
