"""Valid documents for a made-up schema, with variables to send."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.engine.completion.kinds import ARGUMENTS
from tests.engine.completion.shapes import MOST_DEPTH, Field, Shape

MOST_NESTED = 2
DIRECTIVES = ("", "", "", "", " @skip(if: {})", " @include(if: {})")


class Variable(NamedTuple):
    declared: str
    values: tuple[Any, ...]
    required: bool


FLAGS = {
    "f": Variable("Boolean!", (True, False), required=True),
    "g": Variable("Boolean = true", (False, None), required=False),
}


@dataclass
class Writer:
    """Writes one operation. A field without an alias always has the same arguments."""

    draw: DrawFn
    shape: Shape
    asked: set[str] = field(default_factory=set)
    variables: dict[str, Variable] = field(default_factory=dict)
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)
    aliases: int = 0
    nesting: int = 0
    depth: int = 0

    def operation(self, root: str) -> str:
        if root == "Subscription":
            picked = self.draw(st.sampled_from(self.shape.of[root].fields))
            body = f"{{ {self.field(picked, always=True)} }}"
        else:
            body = self.selections(root, at_least=2)
        declared = ", ".join(f"${name}: {it.declared}" for name, it in self.variables.items())
        head = f"{root.lower()} Made{f'({declared})' if declared else ''}"
        return "\n".join([f"{head} {body}", *(text for _, text in self.fragments.values())])

    def selections(self, on: str, *, at_least: int = 1) -> str:
        count = self.draw(st.integers(at_least, at_least + 2))
        return f"{{ {' '.join(self.selection(on) for _ in range(count))} }}"

    def selection(self, on: str) -> str:
        fields = self.shape.of[on].fields
        ways = ["field"] * 6 if fields else []
        deeper = ["inline", "bare", "spread"] if self.nesting < MOST_NESTED else []
        way = self.draw(st.sampled_from([*ways, "typename", *deeper]))
        if way == "field":
            return self.field(self.draw(st.sampled_from(fields)))
        if way == "typename":
            return self.draw(st.sampled_from(["__typename", "kind: __typename"])) + self.directive()
        self.nesting += 1
        written = self.nested(way, on)
        self.nesting -= 1
        return written

    def nested(self, way: str, on: str) -> str:
        if way == "bare":
            return f"...{self.directive()} {self.selections(on)}"
        inside = self.draw(st.sampled_from(self.shape.overlapping(on)))
        if way == "inline":
            return f"... on {inside}{self.directive()} {self.selections(inside)}"
        return f"...{self.fragment(on, inside)}{self.directive()}"

    def fragment(self, on: str, inside: str) -> str:
        """A new fragment, or one that is already written."""
        fitting = self.shape.overlapping(on)
        written: list[str] = [name for name, (of, _) in self.fragments.items() if of in fitting]
        again = self.draw(st.booleans())
        if written and again:
            return self.draw(st.sampled_from(written))
        body = self.selections(inside)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = inside, f"fragment {name} on {inside} {body}"
        return name

    def field(self, found: Field, *, always: bool = False) -> str:
        self.asked.add(found.name)
        if self.draw(st.booleans()):
            self.aliases += 1
            asked = f"as{self.aliases}: {found.name}{self.arguments(found)}"
        else:
            if found.name not in self.settled:
                self.settled[found.name] = self.arguments(found)
            asked = found.name + self.settled[found.name]
        if not always:
            asked += self.directive()
        return f"{asked} {self.within(found.typed.name)}"

    def within(self, name: str) -> str:
        """The selections on a type, if it has any."""
        if all(it.name != name for it in self.shape.composites):
            return ""
        if self.depth == MOST_DEPTH:
            return "{ __typename }"
        self.depth += 1
        found = self.selections(name)
        self.depth -= 1
        return found

    def arguments(self, found: Field) -> str:
        given = {}
        for name in found.arguments:
            argument = ARGUMENTS[name]
            way = self.draw(st.sampled_from(["left out", "literal", "variable"]))
            if way == "variable":
                given[name] = self.variable(name)
            elif way == "literal" or argument.default is ...:
                given[name] = self.draw(st.sampled_from(argument.literals))
        listed = ", ".join(f"{name}: {value}" for name, value in given.items())
        return f"({listed})" if listed else ""

    def variable(self, of: str) -> str:
        """A new one, declared in one of the ways that are valid for the argument."""
        argument = ARGUMENTS[of]
        name = f"v{len(self.variables)}"
        forms = [f"{argument.kind}!"]
        if of != "maybe":
            forms.append(f"{argument.kind} = {argument.literals[0]}")
            if argument.default is not ...:
                forms.append(argument.kind)
        declared = self.draw(st.sampled_from(forms))
        values = argument.values
        if declared.endswith("!"):
            values = tuple(value for value in values if value is not None)
        self.variables[name] = Variable(declared, values, declared.endswith("!"))
        return f"${name}"

    def directive(self) -> str:
        text = self.draw(st.sampled_from(DIRECTIVES))
        if not text:
            return ""
        given = self.draw(st.sampled_from(["true", "false", "variable"]))
        return text.format(self.flag() if given == "variable" else given)

    def flag(self) -> str:
        name = self.draw(st.sampled_from(list(FLAGS)))
        self.variables[name] = FLAGS[name]
        return f"${name}"

    def sent(self) -> dict[str, Any]:
        """Values for the variables; now and then none, or a wrong one."""
        found: dict[str, Any] = {}
        for name, variable in self.variables.items():
            chance = self.draw(st.integers(0, 39))
            if chance == 39:
                found[name] = self.draw(st.sampled_from([None, [[]], {"a": 1}]))
            elif variable.required or chance < 28:
                found[name] = self.draw(st.sampled_from(variable.values))
        return found
