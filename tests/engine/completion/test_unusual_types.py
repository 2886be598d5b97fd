"""What a schema may hold that is not as simple as it looks, compiled or left to graphql-core."""

import gc
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

import strawberry
from strawberry.relay import GlobalID
from strawberry.schema.config import StrawberryConfig
from strawberry.types.field import StrawberryField

from engine.fields import pure
from tests.engine.completion.shelf import by_core, served


async def answer(query: type, text: str, **options: Any) -> Any:
    """The data, which is the same when compiled and by graphql-core alone."""
    schema = strawberry.Schema(query, **options)
    told: list[str] = []
    compiled = await served(schema, on_fallback=told.append).execute(text)
    core = await by_core(schema, text)
    assert compiled.errors is None
    assert core.errors is None
    assert compiled.data == core.data
    return compiled.data, told


async def test_an_argument_that_strawberry_wraps_is_wrapped() -> None:
    @strawberry.type
    class Shelf:
        @strawberry.field(metadata=pure())
        def maybe(self, label: strawberry.Maybe[str]) -> str:
            return repr(label)

        @strawberry.field(metadata=pure())
        def of(self, identity: GlobalID) -> str:
            return identity.node_id

    @strawberry.type
    class Query:
        @strawberry.field
        def shelf(self) -> Shelf:
            return Shelf()

    query = '{ shelf { maybe(label: "x") of(identity: "Qm9vazo3") } }'
    data, told = await answer(Query, query)
    assert data == {"shelf": {"maybe": "Some('x')", "of": "7"}}
    assert told == []


async def test_enum_members_need_not_be_hashable() -> None:
    @dataclass
    class Weighed:
        grams: int

    @strawberry.enum
    class Coin(Weighed, Enum):
        PENNY = 3

    @strawberry.type
    class Purse:
        @strawberry.field(metadata=pure())
        def coins(self) -> list[Coin]:
            return [Coin.PENNY]

    @strawberry.type
    class Query:
        @strawberry.field
        def purse(self) -> Purse:
            return Purse()

    assert not issubclass(Coin, Hashable)
    assert await answer(Query, "{ purse { coins } }") == ({"purse": {"coins": ["PENNY"]}}, [])


async def test_a_field_sees_what_the_resolvers_before_it_left_in_its_object() -> None:
    @strawberry.type
    class Counter:
        count: int = 0

        @strawberry.field
        def more(self) -> bool:
            self.count += 1
            return True

    @strawberry.type
    class Query:
        @strawberry.field
        def counter(self) -> Counter:
            return Counter()

    data, _ = await answer(Query, "{ counter { before: count more after: count } }")
    assert data == {"counter": {"before": 0, "more": True, "after": 1}}


async def test_a_field_of_a_class_of_its_own_is_asked_for_its_result() -> None:
    class Shouted(StrawberryField):
        def get_result(self, source: Any, *rest: Any, **named: Any) -> Any:
            return f"{super().get_result(source, *rest, **named)}!"

    @strawberry.type
    class Word:
        text: str = cast(str, Shouted(default="word"))

    @strawberry.type
    class Query:
        @strawberry.field
        def word(self) -> Word:
            return Word()

    assert await answer(Query, "{ word { text } }") == ({"word": {"text": "word!"}}, [])


async def test_types_that_wait_before_they_tell_their_own_leave_nothing_unawaited() -> None:
    @strawberry.interface
    class Animal:
        legs: int = 4

        @classmethod
        async def resolve_type(cls, *_: object) -> str:
            return "Cat"

    @strawberry.type
    class Cat(Animal):
        @classmethod
        async def is_type_of(cls, *_: object) -> bool:
            return True

    @strawberry.type
    class Query:
        @strawberry.field
        def animals(self) -> list[Animal]:
            return [Cat(), Cat()]

        @strawberry.field
        def cat(self) -> Cat:
            return Cat()

    data, told = await answer(Query, "{ animals { legs } cat { legs } }", types=[Cat])
    assert data == {"animals": [{"legs": 4}, {"legs": 4}], "cat": {"legs": 4}}
    assert told == []
    gc.collect()  # which is when Python would complain of a coroutine that nobody awaited


async def test_a_value_that_can_be_read_once_is_left_for_graphql_core() -> None:
    class Letters:
        pass

    @strawberry.type
    class Text:
        letters: Letters
        broken: int | None = None

    @strawberry.type
    class Query:
        @strawberry.field
        def text(self) -> Text:
            text = Text(letters=Letters())
            vars(text)["letters"] = iter("abc")
            return text

    scalars: Any = {Letters: strawberry.scalar(name="Letters", serialize=list)}
    config = StrawberryConfig(scalar_map=scalars)
    data, told = await answer(Query, "{ text { letters broken } }", config=config)
    assert data == {"text": {"letters": ["a", "b", "c"], "broken": None}}
    assert told == ["Query.text", "Text.letters"]


async def test_an_object_with_every_attribute_is_no_plain_one() -> None:
    class Lenient:
        def __getattr__(self, name: str) -> str:
            return name

    @strawberry.type
    class Row:
        name: str

    @strawberry.type
    class Query:
        @strawberry.field
        def row(self) -> Row | None:
            return Lenient()  # type: ignore[return-value]

    schema = strawberry.Schema(Query)
    core = await by_core(schema, "{ row { name } }")
    compiled = await served(schema).execute("{ row { name } }")
    assert core.data == compiled.data == {"row": None}
    assert len(core.errors or ()) == len(compiled.errors or ()) == 1
