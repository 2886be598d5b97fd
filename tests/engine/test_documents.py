from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine import documents as module
from engine.documents import Document, Documents
from engine.errors import Problem
from engine.limits import Limits
from tests.engine.books import SCHEMA
from tests.engine.library import Library, Reader


def documents(most: int = 500, most_bytes: int = 10_000) -> Documents:
    return Documents(SCHEMA._schema, Limits(), most=most, most_bytes=most_bytes)


def test_a_repeated_document_is_the_same_one() -> None:
    kept = documents()
    assert kept.load("{ hello }") is kept.load("{ hello }")
    assert len(kept) == 1


async def test_a_repeated_document_is_neither_parsed_nor_validated_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Reader(Library().endpoint()) as reader:
        first = await reader.ask("query ($n: Int!) { twice(number: $n) }", n=1)
        for work in ("parse", "measure", "validate_document"):
            monkeypatch.delattr(module, work)
        monkeypatch.delattr("strawberry.schema.schema.parse")
        monkeypatch.delattr("strawberry.schema.schema.validate_document")
        second = await reader.ask("query ($n: Int!) { twice(number: $n) }", n=2)
    assert first.json()["data"] == {"twice": 2}
    assert second.json()["data"] == {"twice": 4}


def test_the_document_used_longest_ago_makes_room() -> None:
    kept = documents(most=2)
    first, second = kept.load("{ a: hello }"), kept.load("{ b: hello }")
    assert kept.load("{ a: hello }") is first
    kept.load("{ c: hello }")
    assert len(kept) == 2
    assert kept.load("{ a: hello }") is first
    assert kept.load("{ b: hello }") is not second


def test_all_sources_together_are_bounded_in_bytes() -> None:
    kept = documents(most_bytes=30)
    for name in "abcdef":
        kept.load(f"{{ {name}: hello }}")  # 12 bytes
    assert len(kept) == 2
    kept.load('{ hello(name: "' + "名" * 8 + '") }')  # 26 characters, 42 bytes
    assert len(kept) == 0
    kept.load("{ a: hello }")
    assert len(kept) == 1


def test_invalid_documents_are_not_kept() -> None:
    kept = documents()
    assert [p.code for p in kept.load("{ helo }").problems] == ["GRAPHQL_VALIDATION_FAILED"]
    with pytest.raises(Problem):
        kept.load("{ hello")
    assert len(kept) == 0


@pytest.mark.usefixtures("impatient_threads")
def test_first_used_by_many_at_once_a_document_is_kept_once() -> None:
    kept = documents()
    barrier = Barrier(8)
    source = "{" + " ".join(f"a{n}: hello" for n in range(20)) + "}"

    def first_use(_: int) -> Document:
        barrier.wait()
        return kept.load(source)

    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(first_use, range(8)))
    assert len({id(document) for document in loaded}) == 1
    assert len(kept) == 1
    assert kept._bytes == len(source)
