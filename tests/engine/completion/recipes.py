"""What a value is made from: recipes, which are followed anew for each execution."""

import asyncio
import types
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graphql import GraphQLError

from tests.engine.completion.shapes import Shape
from tests.engine.completion.values import CONTAINERS, PLAIN, Awaited


class Plain(NamedTuple):
    name: str


class Many(NamedTuple):
    container: str
    items: tuple[Any, ...]


class Later(NamedTuple):
    way: str
    inner: Any


class Failing(NamedTuple):
    """Reading it raises."""

    way: str


class NotAhead(NamedTuple):
    """It was not read ahead."""

    inner: Any


class Thing(NamedTuple):
    of: str
    form: str
    held: tuple[tuple[str, Any], ...]


@dataclass
class World:
    """What one execution has to do with, and what happened in it."""

    shape: Shape
    classes: dict[str, type]
    calls: list[object] = field(default_factory=list)
    coroutines: list[Any] = field(default_factory=list)

    def make(self, recipe: Any) -> Any:
        match recipe:
            case Plain(name):
                return PLAIN[name]()
            case Many(container, items):
                return CONTAINERS[container]([self.make(item) for item in items])
            case Later(way, inner):
                return self._later(way, inner)
            case NotAhead(inner):
                return Unread(self.make(inner))
            case Thing():
                return self._thing(recipe)
        return recipe

    def close(self) -> None:
        for coroutine in self.coroutines:
            coroutine.close()

    def _later(self, way: str, inner: Any) -> Any:
        if way == "awaited":
            return Awaited(self.make(inner))
        if way == "future":
            future = asyncio.get_running_loop().create_future()
            future.set_result(self.make(inner))
            return future
        begun = _generator(self, inner) if way == "generator" else _coroutine(self, inner)
        self.coroutines.append(begun)
        return begun

    def _thing(self, recipe: Thing) -> Any:
        fields = {it.name: it for it in self.shape.of[recipe.of].fields}
        held = {name: self.make(inner) for name, inner in recipe.held}
        shown = {
            name: it
            for name, it in held.items()
            if fields[name].way == "attribute" and not isinstance(it, Failing)
        }
        if recipe.form == "dict":
            return {"__typename": recipe.of, "held": held, **shown}
        kind: Any = self.classes[recipe.of] if recipe.form == "own" else Foreign
        made = kind.__new__(kind)
        vars(made).update(held=held, of=recipe.of, **shown)
        return made


class Foreign:
    """Of a class that the schema does not know."""

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


class Unread(NamedTuple):
    value: Any


async def _coroutine(world: World, inner: Any) -> Any:
    await asyncio.sleep(0)
    if isinstance(inner, Failing):
        raise fault(inner)
    return world.make(inner)


@types.coroutine
def _generator(world: World, inner: Any) -> Generator[None, None, Any]:
    yield
    return world.make(inner)


def fault(failing: Failing) -> Exception:
    if failing.way == "lookup":
        return KeyError("lost")
    if failing.way == "problem":
        return GraphQLError("refused", extensions={"code": "MINE"})
    return ValueError("broken")


def everything_held(source: Any) -> dict[str, Any]:
    found: dict[str, Any] = source["held"] if isinstance(source, dict) else source.held
    return found


def held(source: Any, name: str) -> Any:
    """What a source holds for a field; raises what it holds in order to fail."""
    found = everything_held(source)[name]
    if isinstance(found, Failing):
        raise fault(found)
    return found
