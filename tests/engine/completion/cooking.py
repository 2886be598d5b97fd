"""Draws the recipes for an operation's data."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.engine.completion.recipes import Failing, Later, Many, NotAhead, Plain, Thing
from tests.engine.completion.shapes import MOST_DEPTH, Field, Shape, Typed
from tests.engine.completion.values import CONTAINERS, FITTING, PLAIN


class Cook:
    """Draws recipes for values; one in `oddity` is not what the schema says (none if 0)."""

    def __init__(self, draw: DrawFn, shape: Shape, asked: set[str], oddity: int) -> None:
        self.draw = draw
        self.shape = shape
        self.asked = asked
        self.oddity = oddity
        self.depth = 0

    def for_field(self, field: Field) -> Any:
        if field.way == "events":
            return Many("list", tuple(self.value(field.typed) for _ in range(self._count())))
        if field.way != "attribute" and self._is_odd():
            return Failing(self.draw(st.sampled_from(["lookup", "problem", "value"])))
        found = self.value(field.typed)
        return NotAhead(found) if field.way == "ahead" and self.draw(st.booleans()) else found

    def value(self, typed: Typed) -> Any:
        return self._odd(typed) if self._is_odd() else self._fitting(typed)

    def _fitting(self, typed: Typed) -> Any:
        if typed.may_be_null() and self.draw(st.integers(0, 4)) == 0:
            return Plain("none")
        if typed.lists:
            container = self.draw(st.sampled_from(["list", "tuple"]))
            return Many(container, tuple(self.value(typed.item()) for _ in range(self._count())))
        return self._named(typed.name)

    def thing(self, of: str) -> Thing:
        form = "own"
        if self._is_odd():
            form = self.draw(st.sampled_from(["own", "dict", "foreign"]))
        fields = [it for it in self.shape.of[of].fields if it.name in self.asked]
        return Thing(of, form, tuple((it.name, self.for_field(it)) for it in fields))

    def _named(self, name: str) -> Any:
        if name in FITTING:
            return Plain(self.draw(st.sampled_from(FITTING[name])))
        if self.depth == MOST_DEPTH:
            return Plain("none")
        self.depth += 1
        found = self.thing(self.draw(st.sampled_from(sorted(self.shape.possible(name)))))
        self.depth -= 1
        return found

    def _odd(self, typed: Typed) -> Any:
        choice = self.draw(st.sampled_from(["plain", "none", "later", "container", "other"]))
        if choice == "none":
            return Plain("none")
        if choice == "later":
            way = self.draw(st.sampled_from(["coroutine", "future", "awaited", "generator"]))
            fails = way == "coroutine" and self._is_odd()
            return Later(way, Failing("value") if fails else self._fitting(typed))
        if choice == "container" and typed.lists:
            items = tuple(self.value(typed.item()) for _ in range(self._count()))
            return Many(self.draw(st.sampled_from(list(CONTAINERS))), items)
        if choice == "other":
            sane = Cook(self.draw, self.shape, self.asked, 0)
            return sane.thing(self.draw(st.sampled_from("ABC")))
        return Plain(self.draw(st.sampled_from(list(PLAIN))))

    def _is_odd(self) -> bool:
        return self.oddity > 0 and self.draw(st.integers(1, self.oddity)) == 1

    def _count(self) -> int:
        return self.draw(st.sampled_from([0, 1, 2, 2, 3]))
