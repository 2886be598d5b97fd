"""What a made-up schema looks like, before it is one."""

from collections.abc import Sequence
from types import GenericAlias
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.engine.completion.kinds import ARGUMENTS, LEAVES

MOST_DEPTH = 4
"""How deep objects stand in each other in data and in documents: types can be circular."""

READ = ("attribute", "attribute", "property", "pure", "ahead")
WAYS = (READ, READ, (*READ, "sync", "async"))
ROOT = ("sync", "sync", "async", "attribute", "pure", "ahead")
TELLING = (("",), ("", "honest"), ("", "honest", "truthy", "raising", "async"))


class Typed(NamedTuple):
    """The type of a field: lists from the outermost in, each nullable or not, of a named type."""

    name: str
    lists: tuple[bool, ...] = ()
    nullable: bool = True

    def annotation(self, named: Any) -> Any:
        for nullable, is_list in [(self.nullable, False), *((it, True) for it in self.lists[::-1])]:
            named = GenericAlias(list, (named,)) if is_list else named
            named = named | None if nullable else named
        return named

    def item(self) -> "Typed":
        return self._replace(lists=self.lists[1:])

    def may_be_null(self) -> bool:
        return self.lists[0] if self.lists else self.nullable


class Field(NamedTuple):
    """A field, how it is resolved, and the names of its arguments."""

    name: str
    typed: Typed
    way: str
    arguments: tuple[str, ...] = ()
    source: str = "self"


class Composite(NamedTuple):
    """An object, an interface or a union; `tells` is how it knows its own, if not by itself."""

    name: str
    kind: str
    fields: tuple[Field, ...] = ()
    interfaces: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    tells: str = ""


MISHAP = Composite("Mishap", "static", (Field("reason", Typed("String", (), False), "attribute"),))


class Shape(NamedTuple):
    """All composite types of a schema; the fields of a type are of those before it."""

    composites: tuple[Composite, ...]
    by_key: bool

    @property
    def of(self) -> dict[str, Composite]:
        return {it.name: it for it in self.composites}

    def possible(self, name: str) -> set[str]:
        """The objects that a value of a type can be."""
        composite = self.of[name]
        if composite.kind == "union":
            return set(composite.members)
        if composite.kind != "interface":
            return {name}
        return {it.name for it in self.composites if name in it.interfaces} - {"N"}

    def overlapping(self, name: str) -> list[str]:
        """What a fragment in a selection on a type can be on."""
        mine = self.possible(name)
        inner = [it.name for it in self.composites if it.kind != "root"]
        return [it for it in inner if self.possible(it) & mine] or [name]


@st.composite
def shapes(draw: DrawFn) -> Shape:
    composites: list[Composite] = [MISHAP]
    usual = draw(st.sampled_from(WAYS))
    telling = draw(st.sampled_from(TELLING))

    def add(
        name: str,
        kind: str,
        *,
        ways: Sequence[str] = usual,
        extra: Sequence[Field] = (),
        **options: Any,
    ) -> None:
        inherited = [it for it in composites if it.name in options.get("interfaces", ())]
        own = draw(_fields(name, [it.name for it in composites], ways))
        fields = {it.name: it for parent in inherited for it in parent.fields}
        every = (*fields.values(), *own, *extra)
        tells = draw(st.sampled_from(telling))
        composites.append(Composite(name, kind, every, tells=tells, **options))

    add("A", "object")
    add("M", "interface")
    add("N", "interface", interfaces=("M",))
    add("B", "object", interfaces=draw(st.sampled_from([("M",), ("N", "M")])))
    add("C", "object", interfaces=("N", "M"))
    members = draw(st.lists(st.sampled_from("ABC"), min_size=1, unique=True))
    composites.append(Composite("U", "union", members=("Mishap", *members)))
    page = _page(draw(st.sampled_from(["A", "B", "N", "U", "Int", "Shade"])))
    composites.append(page)
    # What the schema has only if a field is of it.
    reached = [Typed("U", (False,)), Typed(page.name)]
    extra = [Field(f"e{number}", typed, "attribute") for number, typed in enumerate(reached)]
    add("D", "object", extra=extra)
    add("Query", "root", ways=ROOT)
    add("Mutation", "root", ways=ROOT)
    add("Subscription", "root", ways=("events",))
    return Shape(tuple(composites), draw(st.booleans()))


def _page(of: str) -> Composite:
    fields = (
        Field("items", Typed(of, (False,), False), "attribute"),
        Field("best", Typed(of, (), True), "attribute"),
        Field("size", Typed("Int", (), False), "pure"),
    )
    return Composite(f"{of}Page", "page", fields)


@st.composite
def _fields(draw: DrawFn, prefix: str, known: list[str], ways: Sequence[str]) -> list[Field]:
    inner = [name for name in known if name not in {"Mishap", "Query", "Mutation"}]
    count = draw(st.integers(1, 3))
    return [draw(_field(f"{prefix.lower()}{number}", inner, ways)) for number in range(count)]


@st.composite
def _field(draw: DrawFn, name: str, known: list[str], ways: Sequence[str]) -> Field:
    of_leaf = not known or draw(st.integers(0, 2)) == 0
    kind = draw(st.sampled_from(list(LEAVES) if of_leaf else known))
    nullability = st.booleans() if ways is not ROOT else st.sampled_from([True, True, True, False])
    typed = Typed(kind, tuple(draw(st.lists(nullability, max_size=2))), draw(nullability))
    way = draw(st.sampled_from(ways))
    if way in {"attribute", "property"}:
        return Field(name, typed, way)
    arguments = draw(st.lists(st.sampled_from(list(ARGUMENTS)), max_size=2, unique=True))
    source = draw(st.sampled_from(["self", "root", "parent"]))
    return Field(name, typed, way, tuple(arguments), source)
