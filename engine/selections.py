"""Looking ahead: what is asked for below a field, before anything of it is resolved."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import strawberry
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues, get_directive_values

from engine.sizes import number_or_name

T = TypeVar("T")

Known = dict[tuple[int, ...], tuple[list[FieldNode], "_Fields"]]
"""By the ids of the nodes that ask for a field, which are held so that an id stays its own."""

known: ContextVar[Known] = ContextVar("selections")
"""What is found out about the operation in hand with these flags, as long as it is kept."""


MOST_FOUND = 16
"""So many findings are kept of one place, for other values of the variables named there."""


@dataclass(slots=True)
class _Fields:
    """The nodes that ask for fields of an object, whatever its type, by the fields' names."""

    nodes: Mapping[str, list[FieldNode]]
    inside: dict[str, "_Fields"] = field(default_factory=dict)
    variables: list[str] | None = None
    found: dict[Hashable, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields that are asked for in an object, whatever its type, by their schema names.

    Those that `@skip` or `@include` leave out are not among them.
    """

    _fields: _Fields
    _fragments: Mapping[str, FragmentDefinitionNode]
    _variables: Mapping[str, Any]

    def __contains__(self, name: str) -> bool:
        """Whether a field is asked for."""
        return name in self._fields.nodes

    def below(self, *names: str) -> "Selection":
        """What is asked for below a field, and a field of that, whatever their aliases."""
        fields = self._fields
        for name in names:
            if name not in fields.inside:
                nodes = fields.nodes.get(name, ())
                fields.inside[name] = _collected(nodes, self._fragments, self._variables)
            fields = fields.inside[name]
        return Selection(fields, self._fragments, self._variables)

    def once(self, find: Callable[["Selection"], T], name: Hashable) -> T:
        """What is found in the selection; it may depend on nothing else, and is kept by its name.

        So it is found once per operation, flags, and values of the variables that are named here.
        """
        fields = self._fields
        if fields.variables is None:
            fields.variables = _variables(fields, self._fragments)
        key = (name, *(repr(self._variables.get(it)) for it in fields.variables))
        if key not in fields.found and len(fields.found) >= MOST_FOUND:
            return find(self)
        if key not in fields.found:
            fields.found[key] = find(self)
        return cast(T, fields.found[key])

    def numbers(self, name: str, argument: str, default: int) -> set[int]:
        """What an Int argument of a field says, in all places where the field is asked for."""
        return {
            number
            for node in self._fields.nodes.get(name, ())
            if isinstance(number := self._number(node, argument, default), int)
        }

    def _number(self, node: FieldNode, argument: str, default: int) -> object:
        for given in node.arguments or ():
            if given.name.value == argument:
                number = number_or_name(given.value)
                return self._variables.get(number, default) if isinstance(number, str) else number
        return default


def look_ahead(info: strawberry.Info[Any, Any]) -> Selection:
    """What is asked for below the field being resolved; found out once per operation and flags."""
    raw = info._raw_info  # noqa: SLF001 - Strawberry shows nodes only as copies, made at each call
    variables = cast(Mapping[str, Any], raw.variable_values)  # Strawberry gives the plain dict
    fields = known.get(None)
    key = tuple(map(id, raw.field_nodes))
    held = fields.get(key) if fields is not None else None
    if held is None:
        held = raw.field_nodes, _collected(raw.field_nodes, raw.fragments, variables)
        if fields is not None:
            fields[key] = held
    return Selection(held[1], raw.fragments, variables)


def _collected(
    asking: Iterable[FieldNode],
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> _Fields:
    values = VariableValues({}, dict(variables))
    nodes: defaultdict[str, list[FieldNode]] = defaultdict(list)
    seen: set[str] = set()

    def selected(selections: Iterable[SelectionNode]) -> Iterator[FieldNode]:
        for node in selections:
            if not _is_included(node, values):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from selected(node.selection_set.selections)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                yield from selected(fragments[node.name.value].selection_set.selections)

    for asked in asking:
        for node in selected(asked.selection_set.selections if asked.selection_set else ()):
            nodes[node.name.value].append(node)
    return _Fields(dict(nodes))


def _variables(fields: _Fields, fragments: Mapping[str, FragmentDefinitionNode]) -> list[str]:
    found: set[str] = set()
    seen: set[str] = set()

    class Search(Visitor):
        def enter_variable(self, node: VariableNode, *_: object) -> None:
            found.add(node.name.value)

        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
            if node.name.value not in seen:
                seen.add(node.name.value)
                visit(fragments[node.name.value], self)

    for nodes in fields.nodes.values():
        for node in nodes:
            visit(node, Search())
    return sorted(found)


def _is_included(node: SelectionNode, variables: VariableValues) -> bool:
    if not node.directives:
        return True
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not (skip and skip["if"]) and not (include and not include["if"])
