"""Writes the source of a plan: one function, and others for what is met again or lies deep."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from inspect import iscoroutinefunction
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    default_type_resolver,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails, collect_subfields
from graphql.execution.values import VariableValues
from graphql.type import GraphQLAbstractType

from engine.completion import leaves
from engine.completion.guards import GiveUp, HandOver, admission
from engine.completion.planned import Planned
from engine.completion.reading import Arguments, NotPlannable, reading

Group = Sequence[FieldDetails]
"""Where a field of the response is asked for; more than once where selections are merged."""

Function = Callable[..., Any]

MOST_BLOCKS = 12
"""In each other, in one function: Python allows 20. What is deeper has a function of its own."""


class Compiler:
    """Compiles one plan: its functions take the value, the arguments, the context and the info.

    Objects are completed where they are met, without a call: a page has hundreds.
    """

    def __init__(self, operation: Planned, flags: VariableValues) -> None:
        self.operation = operation
        self.flags = flags
        self.schema = operation.schema
        self.arguments: list[Arguments] = []
        self.known: dict[str, Any] = {"GiveUp": GiveUp, **leaves.NAMES}
        self._objects: dict[tuple[Hashable, ...], str | None] = {}
        self._met: set[tuple[Hashable, ...]] = set()
        self._variables = 0

    def value(self, kind: GraphQLOutputType, group: Group) -> Function:
        """The function that completes a field's resolved value."""
        return self._named(self._completion(kind, group))

    def field(self, parent: GraphQLObjectType, group: Group) -> Function:
        """The function that reads one field from its object and completes it."""
        lines = self._read(parent, group, "o", "v", 0)
        if lines is None:
            raise NotPlannable
        return self._named(self._function(self._new(), "o", lines, "v"))

    def _named(self, name: str) -> Function:
        function: Function = self.known[name]
        return function

    def _bind(self, prefix: str, value: object) -> str:
        name = f"{prefix}_{len(self.known)}"
        self.known[name] = value
        return name

    def _variable(self) -> str:
        self._variables += 1
        return f"v{self._variables}"

    def _new(self) -> str:
        self.operation.budget.spend()
        return self._bind("complete", None)

    def _function(self, name: str, parameter: str, lines: Sequence[str], result: str) -> str:
        body = "".join(f"    {line}\n" for line in [*lines, f"return {result}"])
        source = f"def {name}({parameter}, A, C, I):\n{body}"
        exec(compile(source, f"<plan {name}>", "exec"), self.known)  # noqa: S102 - names of the schema and of this module, and literals by repr
        return name

    def _completion(self, kind: GraphQLOutputType, group: Group) -> str:
        """The name of a function that completes values of a type."""
        if is_non_null_type(kind) and isinstance(kind.of_type, GraphQLObjectType):
            return self._object(kind.of_type, group)
        return self._function(self._new(), "v", self._complete(kind, group, "v", 0), "v")

    def _complete(self, kind: GraphQLOutputType, group: Group, name: str, level: int) -> list[str]:
        """The statements that complete a variable, in so many blocks."""
        if not is_non_null_type(kind):
            lines = self._complete_present(kind, group, name, level + 1)
            return [f"if {name} is not None:", *_block(lines)]
        return self._complete_present(kind.of_type, group, name, level)

    def _complete_present(
        self, kind: GraphQLOutputType, group: Group, name: str, level: int
    ) -> list[str]:
        if is_leaf_type(kind):
            return [leaves.leaf(kind, name, self._bind)]
        if is_list_type(kind):
            return self._list(kind.of_type, group, name, level)
        if is_abstract_type(kind):
            return [f"{name} = {self._abstract(kind, group)}({name}, A, C, I)"]
        assert isinstance(kind, GraphQLObjectType)  # noqa: S101 - there is no other output type
        key = _key(kind, group)
        if key in self._met or level > MOST_BLOCKS:
            return [f"{name} = {self._object(kind, group)}({name}, A, C, I)"]
        self._met.add(key)
        self.operation.budget.spend()
        return self._object_lines(kind, group, name, level)

    def _list(self, kind: GraphQLOutputType, group: Group, name: str, level: int) -> list[str]:
        check = f"if type({name}) is not list and type({name}) is not tuple: raise GiveUp"
        if level > MOST_BLOCKS:
            item = self._completion(kind, group)
            return [check, f"{name} = [{item}(i, A, C, I) for i in {name}]"]
        item, items = self._variable(), self._variable()
        return [
            check,
            f"{items} = []",
            f"for {item} in {name}:",
            *_block(self._complete(kind, group, item, level + 1)),
            f"    {items}.append({item})",
            f"{name} = {items}",
        ]

    def _object(self, kind: GraphQLObjectType, group: Group) -> str:
        """The name of a function that completes objects of a type, which may be met again."""
        key = _key(kind, group)
        if key not in self._objects:
            self._objects[key] = None
            with suppress(NotPlannable):
                function = self._new()
                lines = self._object_lines(kind, group, "o", 0)
                self._objects[key] = self._function(function, "o", lines, "o")
        name = self._objects[key]
        if name is None:
            raise NotPlannable
        return name

    def _object_lines(
        self, kind: GraphQLObjectType, group: Group, name: str, level: int
    ) -> list[str]:
        """The statements that complete the object in a variable."""
        schema, node, fragments, _ = self.operation
        collected = collect_subfields(schema, fragments, self.flags, node, kind, list(group))
        if collected.new_defer_usages:
            raise NotPlannable
        lines = [self._guard(kind, name)]
        entries: list[str] = []
        for key, inner in collected.grouped_field_set.items():
            value = self._variable()
            read = self._read(kind, inner, name, value, level)
            if read is not None:
                lines.extend(read)
                entries.append(f"{key!r}: {value}")
        return [*lines, f"{name} = {{{', '.join(entries)}}}"]

    def _guard(self, kind: GraphQLObjectType, name: str) -> str:
        if kind.is_type_of is not None:
            _refuse_coroutines(kind.is_type_of)
        seen: set[type] = set()
        admit = self._bind("admit", admission(kind.is_type_of, seen))
        test = f"type({name}) not in {self._bind('seen', seen)}"
        when = getattr(kind.is_type_of, "when", None)
        if when is not None:
            test += f" or not {self._bind('when', when)}({name})"
        return f"if {test}: {admit}({name}, I)"

    def _read(
        self, parent: GraphQLObjectType, group: Group, of: str, name: str, level: int
    ) -> list[str] | None:
        """The statements that read a field of the object in one variable into another."""
        field_name = group[0].node.name.value
        if field_name == "__typename":
            return [f"{name} = {parent.name!r}"]
        field = self.schema.get_field(parent, field_name)
        if field is None:
            return None
        read = reading(field, group[0], of, self._bind)
        expression = read.expression
        if read.arguments:
            self.arguments.append(read.arguments)
            expression = expression.format(arguments=f"A[{len(self.arguments) - 1}]")
        return [f"{name} = {expression}", *self._complete(field.type, group, name, level)]

    def _abstract(self, kind: GraphQLAbstractType, group: Group) -> str:
        """Types with resolvers that have to be called are handed over when met."""
        type_of = kind.resolve_type or default_type_resolver
        possible_types = self.schema.get_possible_types(kind)
        _refuse_coroutines(type_of, *(possible.is_type_of for possible in possible_types))
        completions = dict.fromkeys((possible.name for possible in possible_types), _hand_over)
        for possible in possible_types:
            with suppress(NotPlannable):
                completions[possible.name] = self._named(self._object(possible, group))
        if all(completion is _hand_over for completion in completions.values()):
            raise NotPlannable

        def complete(o: Any, A: Any, C: Any, I: Any) -> Any:  # noqa: E741, N803 - as in the source
            name = type_of(o, I, kind)
            if type(name) is not str:
                raise GiveUp
            return completions[name](o, A, C, I)

        return self._bind("abstract", complete)


def _key(kind: GraphQLObjectType, group: Group) -> tuple[Hashable, ...]:
    return (kind.name, *(id(details.node) for details in group))


def _block(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _hand_over(*_: object) -> Any:
    raise HandOver


def _refuse_coroutines(*functions: Callable[..., Any] | None) -> None:
    """A plan cannot wait, and what is begun and not waited for is complained of."""
    if any(iscoroutinefunction(function) for function in functions):
        raise NotPlannable
