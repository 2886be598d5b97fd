"""Resolvers called straight get, and give, what they do through Strawberry."""

from collections.abc import AsyncIterator
from enum import Enum
from typing import Annotated, Any, cast

import strawberry
from graphql import parse, subscribe
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.schema.exception_handlers import ExceptionHandler

from engine.resolving import StraightCalls
from tests.engine.completion.shelf import Desk, by_core, served

Info = strawberry.Info[Desk, Any]


@strawberry.enum
class Shade(Enum):
    RED = "red"


class Nobody(BasePermission):
    message = "Nobody may"

    def has_permission(self, *_: object, **__: object) -> bool:
        return False


class Twice(FieldExtension):
    async def resolve_async(self, next_: Any, source: Any, info: Any, **given: Any) -> Any:
        return 2 * await next_(source, info, **given)


async def _of_nothing(
    number: Annotated[strawberry.ID, strawberry.argument(name="first")] = strawberry.ID("none"),  # noqa: B008 - a text
) -> str:
    return repr(number)


@strawberry.type
class Wall:
    width: int = 3

    @strawberry.field
    async def of_self(self, info: Info, at_most: int, unit: str = "m") -> str:
        return f"{min(self.width, at_most)} {unit} by {info.field_name}, {info.python_name}"

    @strawberry.field
    async def of_parent(parent: strawberry.Parent[Any], text: str | None = None) -> str:  # noqa: N805
        return f"{parent.width} {text}"

    of_nothing: str = strawberry.field(resolver=_of_nothing)

    @strawberry.field
    async def painted(self, shade: Shade) -> str:
        return repr(shade)

    @strawberry.field
    async def labelled(self, label: strawberry.Maybe[str]) -> str:
        return repr(label)

    @strawberry.field(permission_classes=[Nobody])
    async def secret(self) -> str | None:
        return "told"

    @strawberry.field(extensions=[Twice()])
    async def twice(self, text: str) -> str:
        return text

    @strawberry.field
    def at_once(self, number: int) -> int:
        return number


@strawberry.type
class Query:
    @strawberry.field
    def wall(self) -> Wall:
        return Wall()


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def walls(self, count: int) -> AsyncIterator[int]:
        for number in range(count):
            yield number

    @strawberry.subscription
    async def about(self, event: str) -> AsyncIterator[str]:
        yield event


SCHEMA = strawberry.Schema(Query, None, Subscription)


def straight(schema: strawberry.Schema) -> set[str]:
    """The fields of Wall whose resolvers are called straight."""
    calls, wall = StraightCalls(schema), schema._schema.type_map["Wall"]
    fields: dict[str, Any] = wall.fields  # type: ignore[attr-defined]  # an object type
    return {
        name
        for name, field in fields.items()
        if calls.get_field_resolver(field.resolve) is not field.resolve
    }


def test_only_coroutines_that_nothing_is_converted_for_are_called_straight() -> None:
    assert straight(SCHEMA) == {"ofSelf", "ofParent", "ofNothing"}


async def test_every_resolver_is_given_what_strawberry_gives_it() -> None:
    query = """{ wall {
        ofSelf(atMost: 2) inches: ofSelf(atMost: 9, unit: "in")
        ofParent null: ofParent(text: null) ofNothing second: ofNothing(first: 2)
        painted(shade: RED) labelled(label: "x")
        secret twice(text: "ab") atOnce(number: 1)
    } }"""
    core = await by_core(SCHEMA, query)
    for compile_from in (None, 1):
        ours = await served(SCHEMA, compile_from=compile_from).execute(query, None, Desk())
        assert ours.data == core.data
        assert [it.path for it in ours.errors or ()] == [it.path for it in core.errors or ()]
    wall = (core.data or {})["wall"]
    assert wall["inches"] == "3 in by ofSelf, of_self"
    assert (wall["secret"], wall["twice"]) == (None, "abab")


async def test_a_subscription_is_resolved_to_its_events() -> None:
    query = "subscription { walls(count: 2) }"
    events = await served(SCHEMA).stream(query, None, Desk())
    core: Any = await cast(Any, subscribe(SCHEMA._schema, parse(query)))
    assert [it.data async for it in events] == [it.data async for it in core]


async def test_a_subscription_may_take_an_argument_of_the_name_event() -> None:
    for compile_from in (None, 1):
        ours = served(SCHEMA, compile_from=compile_from)
        events = await ours.stream('subscription { about(event: "x") }', None, Desk())
        assert [it.data async for it in events] == [{"about": "x"}]


async def test_exceptions_are_left_to_the_handlers_of_a_schema() -> None:
    @strawberry.type
    class Lost:
        reason: str

    class Finder(ExceptionHandler[LookupError, Lost]):
        def handle(self, exception: LookupError, **_: Any) -> Lost:
            return Lost(reason=str(exception))

    @strawberry.type
    class Query:
        @strawberry.field
        async def wall(self) -> Wall | Lost:
            raise LookupError("no wall")

    schema = strawberry.Schema(Query, exception_handlers=[Finder()])
    result = await served(schema).execute("{ wall { ... on Lost { reason } } }", None, Desk())
    assert (result.data, result.errors) == ({"wall": {"reason": "no wall"}}, None)
    assert straight(schema) == set()
