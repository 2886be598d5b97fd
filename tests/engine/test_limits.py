import time
from itertools import pairwise
from string import ascii_letters
from typing import Any

import pytest
from graphql import get_introspection_query, parse

from engine.errors import Problem, Throttled
from engine.limits import Limits, Structure
from engine.measuring import measure
from tests.engine.books import SCHEMA
from tests.engine.library import Library, Reader

EDGES = "{ edges { node { author { name } } } }"


def structure(query: str) -> Structure:
    (only,) = measure(SCHEMA._schema, parse(query), Limits()).values()
    return only


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ hello }", 1),
        ("{ book { title author { name } } }", 2),
        ("{ a: book { title } b: book { title } }", 2),
        (f"{{ books(first: 20) {EDGES} }}", 1 + 20 * 3),
        (f"{{ books(last: 5) {EDGES} }}", 1 + 5 * 3),
        (f"{{ books(first: 5, last: 7) {EDGES} }}", 1 + 7 * 3),
        (f"{{ books(first: 0) {EDGES} }}", 1),
        (f"{{ books(first: -3) {EDGES} }}", 1),
        (f"{{ books {EDGES} }}", 1 + 10 * 3),
        (f"{{ books(first: null) {EDGES} }}", 1 + 10 * 3),
        ("{ newest { author { name } } }", 1 + 3),
        ("{ newest(first: 8) { author { name } } }", 1 + 8),
        ("{ loose { author { name } } }", 1 + 10),
        ("{ shelf { author { name } } }", 1 + 4),
        ("{ shelf { similar { author { name } } } }", 1 + 4 * (1 + 10)),
        ("{ book { author { books(first: 6) { edges { node { title } } } } } }", 3 + 6 * 2),
        ("{ ...F } fragment F on Query { books(first: 2) { edges { node { title } } } }", 5),
        ("{ ... { ... on Query { books(first: 2) { edges { node { title } } } } } }", 5),
        ("{ books(first: 2) { ...F } } fragment F on BookPage { edges { node { title } } }", 5),
        (
            """{ books(first: 2) { ...F } catalogue { ...F } }
            fragment F on BookPage { edges { node { title } } }""",
            (1 + 2 * 2) + (1 + 1 + 10),
        ),
        ("mutation { rename(name: 1) }", 1),
        ("{ unknown { field(first: 3) { x } } }", 2),
    ],
)
def test_an_operation_costs_its_objects_times_the_size_of_their_lists_and_at_least_1(
    query: str, cost: int
) -> None:
    assert structure(query).cost({}) == cost


@pytest.mark.parametrize(
    ("variables", "size"),
    [
        ({"n": 50}, 50),
        ({"n": 50.0}, 50),
        ({}, 7),
        ({"n": None}, 10),
        ({"n": "50"}, 10),
        ({"n": -50}, 0),
        ({"n": 2**40}, 10),
        ({"m": 50}, 7),
    ],
)
def test_a_size_may_be_a_variable(variables: dict[str, Any], size: int) -> None:
    measured = structure(
        f"query ($n: Int = 7) {{ ...F }} fragment F on Query {{ books(first: $n) {EDGES} }}"
    )
    assert measured.cost(variables) == 1 + size * 3


@pytest.mark.parametrize(
    ("query", "depth", "aliases", "root_fields"),
    [
        ("{ hello }", 1, 0, 1),
        ("{ a: hello b: twice book { c: title } }", 2, 3, 3),
        ("{ hello hello hello }", 1, 2, 3),
        (
            "{ book { author { name } } ... { hello ...F } } fragment F on Query { x: hello }",
            3,
            1,
            3,
        ),
        ("{ ...F ...F } fragment F on Query { x: hello }", 1, 2, 2),
        ("{ ...F } fragment F on Query { hello ...F }", 1, 0, 1),
        ("{ ...Missing }", 0, 0, 0),
    ],
)
def test_depth_aliases_and_root_fields_are_counted_through_fragments(
    query: str, depth: int, aliases: int, root_fields: int
) -> None:
    measured = structure(query)
    assert (measured.depth, measured.aliases, measured.root_fields) == (depth, aliases, root_fields)


def nested_fragments() -> str:
    """619 bytes, over which the stock depth limiter takes 2**20 steps."""
    fragments = "".join(
        f"fragment {this} on Book{{...{after} ...{after}}}"
        for this, after in pairwise(ascii_letters[:21])
    )
    return "{book{...a}}" + fragments + "fragment u on Book{x:title}"


def test_nested_fragments_are_walked_once_each() -> None:
    measured = structure(nested_fragments())
    assert len(nested_fragments()) == 619
    assert len(measured.steps) == 1 + 2 + 21  # nothing, the operation's two sets, the fragments
    assert (measured.depth, measured.aliases) == (2, 2**20)


async def test_what_keeps_the_stock_limiters_busy_for_seconds_is_refused_at_once() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        await reader.ask("{ hello }")
        before = time.process_time()
        response = await reader.ask(nested_fragments())
        spent = time.process_time() - before
    assert response.json()["errors"][0]["extensions"] == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": "aliases",
        "most": 30,
        "actual": 2**20,
    }
    assert spent < 0.25


def test_nested_sizes_do_not_make_the_price_a_number_without_end() -> None:
    assert (
        structure("{ loose" + "{ similar" * 30 + "{ author { name } }" + "}" * 31).cost({}) == 10**9
    )


def test_fragments_nested_too_deep_to_be_walked_are_refused() -> None:
    fragments = "".join(f"fragment F{i} on Book {{ ...F{i + 1} }}" for i in range(240))
    with pytest.raises(Problem) as refusal:
        structure("{ book { ...F0 } }" + fragments + "fragment F240 on Book { title }")
    assert refusal.value.extensions == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": "nesting",
        "most": 100,
        "actual": 101,
    }


def test_fragments_known_already_count_as_deep_as_they_are() -> None:
    fragments = "".join(f"fragment F{i} on Book {{ ...F{i + 1} }}" for i in range(110))
    ends = "{ book { ...F60 ...F0 } }", "fragment F110 on Book { title }"
    with pytest.raises(Problem) as refusal:
        structure(fragments.join(ends))
    assert (refusal.value.extensions or {})["limit"] == "nesting"


def deep(levels: int) -> str:
    fields = ["book", *["author", "books(first: 1)", "edges", "node"] * 5][: levels - 1]
    return "{" + "{".join(fields) + "{__typename}" + "}" * (levels - 1)


@pytest.mark.parametrize(
    ("query", "limit", "most", "actual"),
    [
        (deep(16), "depth", 15, 16),
        (
            "{" + " ".join(f"a{i}: hello" for i in range(20)) + " book{" + "t: title " * 6 + "}}",
            "aliases",
            30,
            31,
        ),
        ("{" + " ".join(f"f{i}: hello" for i in range(21)) + "}", "rootFields", 20, 21),
        ("{" + "hello " * 2001 + "}", "tokens", 2000, 2001),
        (f"{{ books(first: 1667) {EDGES} }}", "cost", 5000, 5002),
    ],
)
async def test_an_operation_beyond_a_limit_is_refused_by_its_name(
    query: str, limit: str, most: int, actual: int
) -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask(query)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"] == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": limit,
        "most": most,
        "actual": actual,
    }
    assert str(actual) in error["message"]
    assert library.priced == [10]


@pytest.mark.parametrize(
    "query",
    [
        deep(15),
        "{" + " ".join(f"f{i}: hello" for i in range(20)) + "}",
        f"{{ books(first: 1666) {EDGES} }}",
    ],
)
async def test_an_operation_at_a_limit_is_served(query: str) -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(query)
    assert response.status_code == 200
    assert "errors" not in response.json()


async def test_the_price_is_told_even_when_it_is_refused_and_follows_the_variables() -> None:
    query = f"query ($n: Int!) {{ books(first: $n) {EDGES} }}"
    library = Library()
    async with Reader(library.endpoint(limits=Limits(cost=100))) as reader:
        served = await reader.ask(query, n=33)
        refused = await reader.ask(query, n=34)
    assert served.json()["extensions"] == {"cost": {"requested": 100, "limit": 100}}
    assert refused.json()["extensions"] == {"cost": {"requested": 103, "limit": 100}}
    assert refused.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert library.priced == [100, 10]


async def test_tools_may_ask_for_the_whole_schema() -> None:
    query = get_introspection_query(specified_by_url=True, directive_is_repeatable=True)
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(query)
    assert response.status_code == 200
    assert response.json()["data"]["__schema"]["queryType"]["name"] == "Query"


def test_the_whole_schema_is_dear() -> None:
    assert structure("{ __schema { types { fields { name } } } }").cost({}) == 1 + 10 * 2
    assert structure('{ __type(name: "Book") { fields { name } } }').cost({}) == 2


async def test_the_rate_limiter_is_asked_once_and_resolvers_see_its_answer() -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask("{ terms { cost remaining } book { title } }")
    assert response.json()["data"]["terms"] == {"cost": 2, "remaining": 98}
    assert library.priced == [2]


async def test_without_a_rate_limiter_resolvers_see_the_cost_alone() -> None:
    async with Reader(Library().endpoint(hooks={"rate_limiter": None})) as reader:
        response = await reader.ask("{ terms { cost remaining } }")
    assert response.json()["data"]["terms"] == {"cost": 1, "remaining": None}


async def test_one_who_asks_too_often_is_told_when_to_come_back_and_nothing_runs() -> None:
    async def limiter(_context: object, _cost: int) -> Any:
        raise Throttled(retry_after=2.1)

    library = Library()
    async with Reader(library.endpoint(hooks={"rate_limiter": limiter})) as reader:
        response = await reader.ask('mutation { rename(name: "Eve") }')
    assert response.status_code == 429
    assert response.headers["retry-after"] == "3"
    assert response.json()["errors"] == [
        {
            "message": "Too much at once",
            "extensions": {"code": "THROTTLED", "retryAfter": 3},
        }
    ]
    assert library.visit.renamed == []
