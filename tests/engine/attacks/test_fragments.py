"""Fragments that spread fragments: what they stand for grows without end, the work does not."""

import pytest
from graphql import parse

from engine.limits import ENDLESS, Limits
from engine.measuring import measure
from tests.engine.books import SCHEMA
from tests.engine.library import Library, Reader


def bomb(fragments: int, spreads: int) -> str:
    """Each fragment spreads the next one so many times, and the last one asks for a title."""
    nested = "".join(
        f"fragment F{n} on Book {{ {f'...F{n + 1} ' * spreads} }}" for n in range(fragments)
    )
    return f"{{ book {{ ...F0 }} }} {nested} fragment F{fragments} on Book {{ x: title }}"


def dense(fragments: int, inside: str = "{}") -> str:
    """Each fragment spreads all that follow it."""
    nested = []
    for n in range(fragments):
        spreads = " ".join(f"...F{m}" for m in range(n + 1, fragments))
        nested.append(f"fragment F{n} on Book {{ {inside.format(spreads)} title }}")
    return "{ book { ...F0 } }" + "".join(nested)


def ring(fragments: int) -> str:
    """Each fragment spreads every other one."""
    nested = []
    for n in range(fragments):
        spreads = " ".join(f"...F{m}" for m in range(fragments) if m != n)
        nested.append(f"fragment F{n} on Book {{ {spreads} }}")
    return "{ book { ...F0 } }" + "".join(nested)


def side_by_side(fragments: int) -> str:
    """All fragments stand beside each other, and each pair is to be compared."""
    spread = " ".join(f"...F{n}" for n in range(fragments))
    return f"{{ book {{ {spread} }} }}" + "".join(
        f"fragment F{n} on Book {{ author {{ name }} }}" for n in range(fragments)
    )


def doubled(levels: int) -> str:
    """Each selection set asks twice for the same, which asks twice for the same."""
    inside = "title"
    for _ in range(levels):
        inside = f"... {{ similar {{ {inside} }} }}" * 2
    return f"{{ book {{ {inside} }} }}"


@pytest.mark.parametrize(
    ("document", "selection_sets"),
    [
        (bomb(90, 22), 2 + 91),
        (dense(64), 2 + 64),
        (ring(46), 2 + 46),
        (side_by_side(2_000), 2 + 4_000),
    ],
)
def test_2000_spreads_take_one_visit_of_each_selection_set(
    document: str, selection_sets: int
) -> None:
    assert document.count("...") >= 1980
    (structure,) = measure(SCHEMA._schema, parse(document), Limits()).values()
    assert len(structure.steps) == 1 + selection_sets
    assert structure.aliases <= ENDLESS
    assert structure.cost({}) <= ENDLESS


@pytest.mark.parametrize(
    ("document", "limit", "most"),
    [
        (bomb(90, 22), "tokens", 2_000),
        (bomb(2_000, 1), "characters", 50_000),
        (bomb(200, 1), "nesting", 100),
        (bomb(60, 5), "aliases", 30),
        (dense(12, "... {{ {} }} x: similar {{ title }}"), "aliases", 30),
        (side_by_side(150), "comparisons", 10_000),
        (doubled(7), "comparisons", 10_000),
        (dense(40), "comparisons", 10_000),
    ],
)
async def test_a_document_that_would_take_long_is_refused_by_the_limit_it_hits(
    document: str, limit: str, most: int
) -> None:
    library = Library()
    async with Reader(library.endpoint()) as reader:
        response = await reader.ask(document)
    (error,) = response.json()["errors"]
    refusal = error["extensions"]
    assert (refusal["code"], refusal["limit"]) == ("QUERY_TOO_COMPLEX", limit)
    assert refusal["most"] == most
    assert refusal["actual"] > most
    assert library.faults == []


async def test_comparing_ends_shortly_after_the_limit() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(side_by_side(150))
    assert response.json()["errors"][0]["extensions"]["actual"] < 10_100


@pytest.mark.parametrize("fragments", [1, 2, 30])
async def test_fragments_in_a_ring_are_invalid_and_only_some_errors_are_told(
    fragments: int,
) -> None:
    document = ring(fragments) if fragments > 1 else "{ ...F } fragment F on Query { ...F }"
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(document)
    errors = response.json()["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}
    assert len(errors) <= 21


async def test_what_people_write_is_far_from_the_limits() -> None:
    """As a front-end of many components does: fragments in fragments, the same fields in many."""
    parts = "".join(
        f"fragment Part{n} on Book {{ title author {{ name books(first: 2) {{ edges {{ node {{"
        f" title }} }} }} }} }}"
        for n in range(20)
    )
    spread = " ".join(f"...Part{n}" for n in range(20))
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(f"{{ book {{ {spread} }} }} {parts}")
    assert response.json()["data"]["book"]["author"]["name"] == "Ada"
