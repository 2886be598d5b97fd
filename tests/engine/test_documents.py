import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from graphql import ASTValidationRule, GraphQLError, specified_rules
from strawberry.extensions import SchemaExtension

from engine import documents as module
from engine.documents import Document, Documents
from engine.errors import Problem
from engine.execution import Served
from engine.limits import Limits
from tests.engine.library import SCHEMA, Library, Reader


def documents(most: int = 500, most_bytes: int = 10_000) -> Documents:
    return Documents(SCHEMA._schema, Limits(), most=most, most_bytes=most_bytes)


def load(kept: Documents, source: str) -> Document:
    return kept.load(source, tuple(specified_rules))


def test_a_repeated_document_is_the_same_one() -> None:
    kept = documents()
    assert load(kept, "{ hello }") is load(kept, "{ hello }")
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
    first, second = load(kept, "{ a: hello }"), load(kept, "{ b: hello }")
    assert load(kept, "{ a: hello }") is first
    load(kept, "{ c: hello }")
    assert len(kept) == 2
    assert load(kept, "{ a: hello }") is first
    assert load(kept, "{ b: hello }") is not second


def test_all_sources_together_are_bounded_in_bytes() -> None:
    kept = documents(most_bytes=30)
    for name in "abcdef":
        load(kept, f"{{ {name}: hello }}")  # 12 bytes
    assert len(kept) == 2
    load(kept, '{ hello(name: "' + "名" * 8 + '") }')  # 26 characters, 42 bytes
    assert len(kept) == 0
    load(kept, "{ a: hello }")
    assert len(kept) == 1


def test_invalid_documents_are_not_kept() -> None:
    kept = documents()
    assert [p.code for p in load(kept, "{ helo }").problems] == ["GRAPHQL_VALIDATION_FAILED"]
    with pytest.raises(Problem):
        load(kept, "{ hello")
    assert len(kept) == 0


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("impatient_threads")
def test_first_used_by_many_at_once_a_document_is_kept_once() -> None:
    kept = documents()
    barrier = Barrier(8)
    source = "{" + " ".join(f"a{n}: hello" for n in range(20)) + "}"

    def first_use(_: int) -> Document:
        barrier.wait()
        return load(kept, source)

    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(first_use, range(8)))
    assert len({id(document) for document in loaded}) == 1
    assert len(kept) == 1
    assert kept._bytes == len(source)


def test_no_extension_of_the_engine_runs_on_each_field() -> None:
    served = Library().endpoint().schema
    assert isinstance(served, Served)
    extensions = served.get_extensions()
    assert len(extensions) == 1
    assert not any(extension._implements_resolve() for extension in extensions)


async def test_the_applications_extensions_and_rules_stay_in_force() -> None:
    class NoHello(ASTValidationRule):
        def enter_field(self, node: object, *_: object) -> None:
            if getattr(node, "name").value == "hello":  # noqa: B009
                self.report_error(GraphQLError("No greetings", node))  # type: ignore[arg-type]

    class Quiet(SchemaExtension):
        def on_operation(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
            self.execution_context.validation_rules += (NoHello,)
            yield

        def get_results(self) -> dict[str, str]:
            return {"quiet": "yes"}

    schema = type(SCHEMA)(SCHEMA.query, extensions=[Quiet])
    async with Reader(Library(schema=schema).endpoint()) as reader:
        refused = await reader.ask("{ hello }")
        served = await reader.ask("{ twice }")
    assert refused.json()["errors"][0]["message"] == "No greetings"
    assert served.json()["extensions"]["quiet"] == "yes"
