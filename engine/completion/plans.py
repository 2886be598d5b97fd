"""The plans of one operation, made when they are first needed."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import FieldDetailsList, collect_fields
from graphql.execution.values import VariableValues
from graphql.pyutils import Path

from engine import selections
from engine.completion.compiler import Compiler, Function, Group
from engine.completion.planned import Planned
from engine.completion.reading import Arguments

MOST_VARIANTS = 16
"""Of one operation, by the values of its flags."""

_FLAGGED = {"skip", "include", "defer", "stream"}
_compiling = Lock()
"""What several threads made at once would be paid for by each, from one document's budget."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Completes a value that graphql-core would complete without an error, or gives up."""

    function: Function
    arguments: list[Arguments]
    fixed: list[dict[str, Any]] | None

    def __call__(self, value: Any, variables: VariableValues, context: Any, info: Any) -> Any:
        """The completed value; whatever is raised means that the plan has given up."""
        given = self.fixed
        if given is None:
            given = [arguments.values(variables) for arguments in self.arguments]
        return self.function(value, given, context, info)


class Root(NamedTuple):
    """A field of the root type, as graphql-core executes one."""

    key: str
    parent: GraphQLObjectType
    group: FieldDetailsList
    path: Path


class Variant:
    """The plans of an operation with one set of flags; safe to use from several threads."""

    def __init__(self, operation: Planned, flags: VariableValues) -> None:
        self._operation = operation
        self._flags = flags
        self._plans: dict[Hashable, Plan | None] = {}
        self.selections: selections.Known = {}

    @cached_property
    def root(self) -> "Root | None":
        """The operation's root field, if it is the only one and asks for no part to be deferred."""
        schema, node, fragments, _ = self._operation
        parent = schema.get_root_type(node.operation)
        if parent is None:
            return None
        try:
            found = collect_fields(schema, fragments, self._flags, parent, node)
        except GraphQLError:
            return None  # graphql-core will find it again, and tell it
        if found.new_defer_usages or len(found.grouped_field_set) != 1:
            return None
        [(key, group)] = found.grouped_field_set.items()
        return Root(key, parent, group, Path(None, key, parent.name))

    def completing(self, kind: GraphQLOutputType, group: Group) -> Plan | None:
        """The plan that completes a field's resolved value; None where there can be none."""
        return self._plan((id(kind), *_nodes(group)), lambda to: to.value(kind, group))

    def reading(self, parent: GraphQLObjectType, group: Group) -> Plan | None:
        """The plan that takes a field from its object; None where its resolver must be called."""
        return self._plan((parent.name, *_nodes(group)), lambda to: to.field(parent, group))

    def _plan(self, key: Hashable, wanted: Callable[[Compiler], Function]) -> Plan | None:
        if key not in self._plans:
            with _compiling:
                if key not in self._plans:
                    self._plans[key] = self._compiled(wanted)
        return self._plans[key]

    def _compiled(self, wanted: Callable[[Compiler], Function]) -> Plan | None:
        compiler = Compiler(self._operation, self._flags)
        try:
            function = wanted(compiler)
            arguments = compiler.arguments
            vary = any(it.vary for it in arguments)
            fixed = None if vary else [it.values(self._flags) for it in arguments]
        except Exception:  # noqa: BLE001 - graphql-core will find it again, and tell it
            return None
        return Plan(function, arguments, fixed)


class Plans:
    """What is compiled for an operation; it lives as long as its document is kept."""

    def __init__(self, operation: Planned) -> None:
        self._operation = operation
        self._variants: dict[tuple[object, ...], Variant] = {}

    @cached_property
    def _flags(self) -> list[str]:
        operation = self._operation
        return flags(operation.node, *(it.definition for it in operation.fragments.values()))

    def variant(self, variables: VariableValues) -> Variant | None:
        """The plans for these values of the flags; None where there are too many already."""
        # Only the flags: plans must not hold on to what a client sent.
        values = {name: variables.coerced.get(name) for name in self._flags}
        key = tuple(values.values())
        if key not in self._variants and len(self._variants) < MOST_VARIANTS:
            variant = Variant(self._operation, VariableValues({}, values))
            return self._variants.setdefault(key, variant)
        return self._variants.get(key)


def flags(*nodes: OperationDefinitionNode | FragmentDefinitionNode) -> list[str]:
    """The variables that decide which fields are selected."""
    found: set[str] = set()

    class Search(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: object) -> None:
            if node.name.value in _FLAGGED:
                values = [argument.value for argument in node.arguments or ()]
                found.update(it.name.value for it in values if isinstance(it, VariableNode))

    for node in nodes:
        visit(node, Search())
    return sorted(found)


def _nodes(group: Group) -> list[int]:
    """Ids do for keys, since the document keeps its nodes alive."""
    return [id(details.node) for details in group]
