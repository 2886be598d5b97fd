"""Variables that hold too much: bounded before anything looks into them."""

from typing import Any

import pytest

from engine.limits import Limits
from tests.engine.library import Library, Reader

TAGS = "query ($names: [String!]!) { tags(names: $names) }"
ECHO = "query ($value: JSON!) { echo(value: $value) }"


def nested(levels: int) -> Any:
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value


def nested_objects(levels: int) -> Any:
    value: Any = {}
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("query", "variables", "limit", "most", "actual"),
    [
        (TAGS, {"names": ["x"] * 100_000}, "values", 10_000, 100_001),
        (ECHO, {"value": {str(n): n for n in range(20_000)}}, "values", 10_000, 20_001),
        (ECHO, {"value": [[1] * 100] * 100}, "values", 10_000, 10_101),
        (ECHO, {str(n): 1 for n in range(30_000)}, "values", 10_000, 30_000),
        (ECHO, {"value": nested(500)}, "nesting", 100, 101),
        (ECHO, {"value": nested_objects(500)}, "nesting", 100, 101),
    ],
)
async def test_variables_beyond_a_limit_are_refused_by_its_name(
    query: str, variables: dict[str, Any], limit: str, most: int, actual: int
) -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask(query, **variables)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": limit,
        "most": most,
        "actual": actual,
    }
    assert library.faults == []


async def test_variables_at_the_limits_are_served() -> None:
    async with Reader(Library().endpoint()) as reader:
        many = await reader.ask(TAGS, names=["x"] * 9_999)
        deep = await reader.ask(ECHO, value=nested(98))
    assert len(many.json()["data"]["tags"]) == 9_999
    assert deep.json()["data"]["echo"] == nested(98)


async def test_an_application_may_set_how_many_values() -> None:
    async with Reader(Library().endpoint(limits=Limits(values=2))) as reader:
        response = await reader.ask(TAGS, names=["x", "y"])
    assert response.json()["errors"][0]["extensions"]["limit"] == "values"


async def test_thousands_of_wrong_values_make_a_short_answer() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(TAGS, names=[7] * 9_000)
    errors = response.json()["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"BAD_USER_INPUT"}
    assert len(errors) == 21
    assert len(response.content) < 10_000


@pytest.mark.parametrize("wrong", ["9" * 900_000, ["x" * 900_000], {"x" * 900_000: 1}])
async def test_a_huge_wrong_value_is_not_sent_back(wrong: object) -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask("query ($n: Int!) { twice(number: $n) }", n=wrong)
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert len(response.content) < 10_000
