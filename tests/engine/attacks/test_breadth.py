"""Operations that ask for too much at once: refused by name before anything of them runs."""

import pytest

from engine.limits import Limits
from tests.engine.library import Library, Reader

PAGES = "books(first: 100) { edges { node { author { %s } } } }"


async def refused(library: Library, query: str, **variables: object) -> dict[str, object]:
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask(query, **variables)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert "data" not in response.json()
    extensions: dict[str, object] = error["extensions"]
    return extensions


def too_complex(limit: str, most: int, actual: int) -> dict[str, object]:
    return {"code": "QUERY_TOO_COMPLEX", "limit": limit, "most": most, "actual": actual}


@pytest.mark.parametrize(
    "query",
    [
        "{ book { " + " ".join(f"a{n}: title" for n in range(200)) + " } }",
        "{ book { " + " ".join(["title"] * 201) + " } }",
        "{ book { "
        + "...F " * 20
        + "} } fragment F on Book { "
        + " ".join(f"a{n}: title" for n in range(10))
        + " }",
    ],
)
async def test_200_aliases_are_too_many_however_they_are_written(query: str) -> None:
    assert await refused(Library(), query) == too_complex("aliases", 30, 200)


@pytest.mark.parametrize(
    "query",
    [
        "mutation {" + " ".join(f'm{n}: rename(name: "Eve")' for n in range(100)) + "}",
        "mutation {" + "...F " * 100 + '} fragment F on Mutation { rename(name: "Eve") }',
        "mutation {" + '... { rename(name: "Eve") } ' * 100 + "}",
    ],
)
async def test_none_of_100_mutations_in_one_request_is_done(query: str) -> None:
    library = Library()
    assert (await refused(library, query))["limit"] in {"aliases", "rootFields"}
    assert library.visit.renamed == []


async def test_depth_is_counted_through_fragments() -> None:
    fragments = "".join(f"fragment F{n} on Book {{ similar {{ ...F{n + 1} }} }}" for n in range(20))
    query = "{ book { ...F0 } }" + fragments + "fragment F20 on Book { title }"
    assert await refused(Library(), query) == too_complex("depth", 15, 22)


async def test_100_by_100_nested_pages_are_priced_before_they_run() -> None:
    library = Library()
    query = "{ broken " + PAGES % (PAGES % "name") + " }"
    assert await refused(library, query) == too_complex("cost", 5_000, 1 + 100 * (3 + 1 + 100 * 3))
    assert library.faults == []  # `broken` was not asked


async def test_pages_whose_size_is_a_variable_are_priced_by_it() -> None:
    library = Library()
    query = "query ($n: Int!) { broken " + PAGES.replace("100", "$n") % "name" + " }"
    assert await refused(library, query, n=2_000) == too_complex("cost", 5_000, 1 + 2_000 * 3)
    assert library.faults == []


async def test_lists_of_lists_are_priced_without_numbers_that_never_end() -> None:
    query = "{ book { " + "similar { " * 13 + "title" + " }" * 13 + " } }"
    refusal = await refused(Library(), query)
    assert (refusal["limit"], refusal["actual"]) == ("cost", 10**9)


async def test_of_many_operations_in_one_document_each_must_keep_the_limits() -> None:
    many = "".join(f"query Q{n} {{ hello }} " for n in range(100))
    over = "query Over {" + " ".join(f"f{n}: hello" for n in range(21)) + "}"
    async with Reader(Library().endpoint()) as reader:
        response = await reader.http.post(
            "/", json={"query": many + over, "operationName": "Q1", "variables": {}}
        )
    assert response.json()["errors"][0]["extensions"] == too_complex("rootFields", 20, 21)


@pytest.mark.parametrize(
    ("directives", "message"),
    [
        ("@sneaky " * 600, "Unknown directive '@sneaky'."),
        ("@skip(if: false) " * 200, "The directive '@skip' can only be used once"),
    ],
)
async def test_unknown_and_repeated_directives_are_invalid_and_few_errors_are_told(
    directives: str, message: str
) -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(f"{{ hello {directives} }}")
    errors = response.json()["errors"]
    assert errors[0]["message"].startswith(message)
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}
    assert len(errors) == 21
    assert len(response.content) < 5_000


async def test_a_thousand_directives_are_too_many_tokens() -> None:
    refusal = await refused(Library(), "{ hello " + "@sneaky " * 1_000 + "}")
    assert refusal == too_complex("tokens", 2_000, 2_001)


async def test_an_application_may_set_every_limit() -> None:
    limits = Limits(depth=1, aliases=0, root_fields=1, cost=1, tokens=9, characters=40, lines=2)
    queries = {
        "{ book { title } }": "depth",
        "{ a: hello }": "aliases",
        "{ hello twice }": "rootFields",
        "{ a b c d e f g h i }": "tokens",
        "{ hello # " + "-" * 40 + "\n}": "characters",
        "{\nhello\n}": "lines",
    }
    for query, limit in queries.items():
        async with Reader(Library().endpoint(limits=limits)) as reader:
            response = await reader.ask(query)
        assert response.json()["errors"][0]["extensions"]["limit"] == limit
