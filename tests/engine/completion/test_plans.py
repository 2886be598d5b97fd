import gc
import weakref
from itertools import product

import pytest

from engine.completion.planned import MOST_FUNCTIONS
from engine.completion.plans import MOST_VARIANTS
from tests.engine.completion.kept import plans, spent
from tests.engine.completion.shelf import Desk, ask, served

BOOK = '{ book(name: "Emma") { name start(length: 1) } }'


async def test_an_operation_is_compiled_at_its_second_execution() -> None:
    schema = served(compile_from=2)
    first = await ask(schema, BOOK)
    assert len(plans(schema)) == 0
    assert await ask(schema, BOOK) == first == {"book": {"name": "Emma", "start": "E"}}
    assert len(plans(schema)) == 1


async def test_nothing_is_compiled_without_an_execution_to_compile_from() -> None:
    schema = served(compile_from=None)
    for _ in range(3):
        assert await ask(schema, BOOK) == {"book": {"name": "Emma", "start": "E"}}
    assert len(plans(schema)) == 0


async def test_other_arguments_are_the_same_plan() -> None:
    schema = served()
    query = "query ($n: Int! = 2) { book { start(length: $n) } }"
    assert await ask(schema, query, n=1) == {"book": {"start": "E"}}
    assert await ask(schema, query, n=3) == {"book": {"start": "Emm"}}
    assert await ask(schema, query) == {"book": {"start": "Em"}}
    assert len(plans(schema)) == 1


async def test_each_set_of_flags_has_a_plan_of_its_own() -> None:
    schema = served()
    query = """query ($skipped: Boolean!, $included: Boolean = false) {
        book { ...Named @skip(if: $skipped) pages @include(if: $included) start }
    }
    fragment Named on Book { name }"""
    start = {"start": "Em"}
    name, pages = {"name": "Emma"}, {"pages": 100}
    for _ in range(2):
        assert await ask(schema, query, skipped=True) == {"book": start}
        assert await ask(schema, query, skipped=False) == {"book": name | start}
        both = await ask(schema, query, skipped=False, included=True)
        assert list(both["book"].items()) == list((name | pages | start).items())
    assert len(plans(schema)) == 3


async def test_sets_of_flags_beyond_the_most_are_answered_without_plans() -> None:
    schema = served()
    names = "abcde"
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: name @include(if: ${name})" for name in names)
    query = f"query ({declared}) {{ book {{ pages {fields} }} }}"
    for flags in product([True, False], repeat=5):
        given = dict(zip(names, flags, strict=True))
        named = {name: "Emma" for name, flag in given.items() if flag}
        assert await ask(schema, query, **given) == {"book": {"pages": 100} | named}
    assert len(list(product([True, False], repeat=5))) > MOST_VARIANTS == len(plans(schema))


async def test_selections_are_merged_for_each_type_by_itself() -> None:
    schema = served()
    query = """query ($kind: String!) { thing(kind: $kind) {
        contents(first: 1) { name }
        ... on Book { contents(first: 1) { __typename } start(length: 1) }
        ... on Box { contents(first: 1) { shelf: name } }
    } }"""
    name, typename, shelf = {"name": "inside"}, {"__typename": "Map"}, {"shelf": "inside"}
    assert await ask(schema, query, kind="Map") == {"thing": {"contents": [name]}}
    box = {"thing": {"contents": [name | shelf]}}
    assert await ask(schema, query, kind="Box") == box
    book = {"thing": {"contents": [name | typename], "start": "B"}}
    assert await ask(schema, query, kind="Book") == book
    assert len(plans(schema)) == 1


def bomb(field: str, levels: int, leaf: str = "name") -> str:
    """Its answer would have two to the power of its levels leaves."""
    fragments = "\n".join(
        f"fragment F{n} on Book {{ a: {field} {{ ...F{n + 1} }} b: {field} {{ ...F{n + 1} }} }}"
        for n in range(levels)
    )
    return f"{{ books(first: 0) {{ ...F0 }} }} {fragments} fragment F{levels} on Book {{ {leaf} }}"


async def test_a_fragment_bomb_with_first_0_is_compiled_twice_at_most_for_each_place() -> None:
    schema = served()
    query = bomb("neighbours(first: 0)", 14)
    assert await ask(schema, query) == {"books": []}
    # The list of books; the books of each field where they are met first, and for those after.
    assert spent(schema, query) == 1 + 29 + 26


@pytest.mark.parametrize("leaf", ["name", "... on Vase { full }"])
async def test_interfaces_in_interfaces_do_not_multiply_their_types(leaf: str) -> None:
    schema = served()
    query = "{ thing " + "{ inside " * 20 + f"{{ {leaf} }}" + "}" * 21
    assert await ask(schema, query) == {"thing": {"inside": None}}
    assert spent(schema, query) == 1 + 21 * 4


def books(number: int) -> str:
    """Each is a plan of two functions."""
    return " ".join(f"b{n}: book {{ name }}" for n in range(number))


async def test_a_document_is_made_of_so_many_functions_at_most() -> None:
    schema, number = served(), MOST_FUNCTIONS // 2 + 50
    query = f"{{ {books(number)} }}"
    assert await ask(schema, query) == {f"b{n}": {"name": "Emma"} for n in range(number)}
    assert spent(schema, query) == MOST_FUNCTIONS
    assert len(plans(schema)) == MOST_FUNCTIONS // 2


async def test_the_operations_of_a_document_share_its_functions() -> None:
    schema = served()
    query = f"query A {{ {books(MOST_FUNCTIONS // 2 - 1)} }} query B {{ {books(2)} }}"
    for name in "AB":
        assert (await schema.execute(query, None, Desk(), operation_name=name)).errors is None
    assert len(plans(schema)) == MOST_FUNCTIONS // 2


async def test_plans_do_not_hold_what_a_client_sent() -> None:
    class Sent(str):
        __slots__ = ("__weakref__",)

    schema = served()
    query = "query ($name: String!, $n: Int!) { book(name: $name) { name start(length: $n) } }"
    sent = Sent("secret")
    answer = await ask(schema, query, name=sent, n=3)
    assert answer == {"book": {"name": "secret", "start": "sec"}}
    assert len(plans(schema)) == 1
    held = weakref.ref(sent)
    del sent, answer
    gc.collect()
    assert held() is None
