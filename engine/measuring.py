"""Measures the operations of a document in one walk.

Each object field costs 1, and a list or a connection multiplies what stands inside it by its
size. `@skip` and `@include` are not followed: what may be asked for is paid for. A field asked for
again under the same name counts as an alias, as merging the two costs validation as much.

What introspection gives lies in memory and is cheap: a whole schema counts as a tenth of its types.
"""

from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)
from graphql.language import DocumentNode, NamedTypeNode

from engine.limits import ENDLESS, NESTING, Limits, Step, Structure, bound
from engine.sizes import Size, is_connection, number_or_name, size_of

INTROSPECTION = frozenset({"__schema", "__type"})


def measure(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits
) -> dict[str | None, Structure]:
    """The structure of each operation by its name; the document need not be valid.

    Takes time in proportion to the document, however its fragments are nested.
    Raises QUERY_TOO_COMPLEX when selections are nested too deep to be walked.
    """
    walk = _Walk(schema, document, limits)
    return {
        node.name.value if node.name else None: walk.structure(node)
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    }


class _Tally(NamedTuple):
    depth: int = 0
    height: int = 0
    aliases: int = 0
    fields: int = 0
    introspects: bool = False
    step: int = 0


class _Scope(NamedTuple):
    parent: GraphQLNamedType | None
    in_connection: bool = False
    level: int = 1


class _Walk:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
        self.schema = schema
        self.assumed = limits.assumed_size
        self.whole_schema = max(limits.assumed_size, len(schema.type_map) // 10)
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.steps = [Step(0, ())]
        self.known: dict[tuple[str, bool], _Tally] = {}

    def structure(self, operation: OperationDefinitionNode) -> Structure:
        root = self.schema.get_root_type(operation.operation)
        tally = self.selection_set(operation.selection_set, _Scope(root))
        defaults = {
            node.variable.name.value: number_or_name(node.default_value)
            for node in operation.variable_definitions or ()
        }
        return Structure(
            depth=tally.depth,
            aliases=tally.aliases,
            root_fields=tally.fields,
            introspects=tally.introspects,
            last_step=tally.step,
            steps=self.steps,
            defaults=defaults,
        )

    def selection_set(self, node: SelectionSetNode, scope: _Scope) -> _Tally:
        bound("nesting", NESTING, scope.level)
        inner = scope._replace(level=scope.level + 1)
        found = [(selection, *self.selection(selection, inner)) for selection in node.selections]
        within = [(selection, size, tally.step) for selection, size, tally in found if tally.step]
        objects = sum(isinstance(selection, FieldNode) for selection, _, _ in within)
        self.steps.append(Step(objects, tuple((size, step) for _, size, step in within)))
        tallies = [tally for _, _, tally in found]
        return _Tally(
            depth=max((tally.depth for tally in tallies), default=0),
            height=max((tally.height for tally in tallies), default=0) + 1,
            aliases=min(sum(tally.aliases for tally in tallies) + _repeats(node), ENDLESS),
            fields=min(sum(tally.fields for tally in tallies), ENDLESS),
            introspects=any(tally.introspects for tally in tallies),
            step=len(self.steps) - 1,
        )

    def selection(self, node: SelectionNode, scope: _Scope) -> tuple[Size, _Tally]:
        if isinstance(node, FieldNode):
            return self.field(node, scope)
        if isinstance(node, FragmentSpreadNode):
            return Size(), self.fragment(node.name.value, scope)
        assert isinstance(node, InlineFragmentNode)  # noqa: S101 - there is no fourth kind
        return Size(), self.selection_set(node.selection_set, self.on(node.type_condition, scope))

    def field(self, node: FieldNode, scope: _Scope) -> tuple[Size, _Tally]:
        alias = int(node.alias is not None)
        if node.selection_set is None:
            return Size(), _Tally(depth=1, aliases=alias, fields=1)
        size, inside = Size(), _Scope(None, level=scope.level)
        parent = scope.parent
        field = (
            self.schema.get_field(parent, node.name.value) if is_composite_type(parent) else None
        )
        if field:
            assumed = self.whole_schema if node.name.value == "__schema" else self.assumed
            size = size_of(node, field, assumed=assumed, in_connection=scope.in_connection)
            inside = _Scope(get_named_type(field.type), is_connection(field), scope.level)
        tally = self.selection_set(node.selection_set, inside)
        return size, tally._replace(
            depth=tally.depth + 1,
            aliases=tally.aliases + alias,
            fields=1,
            introspects=tally.introspects or node.name.value in INTROSPECTION,
        )

    def fragment(self, name: str, scope: _Scope) -> _Tally:
        key = (name, scope.in_connection)
        node = self.fragments.get(name)
        if node and key not in self.known:
            self.known[key] = _Tally()  # what the fragment adds inside itself, if it is there
            inside = self.on(node.type_condition, scope)
            self.known[key] = self.selection_set(node.selection_set, inside)
        tally = self.known.get(key, _Tally())
        bound("nesting", NESTING, scope.level + tally.height)
        return tally

    def on(self, condition: NamedTypeNode | None, scope: _Scope) -> _Scope:
        if condition is None:
            return scope
        return scope._replace(parent=self.schema.get_type(condition.name.value))


def _repeats(node: SelectionSetNode) -> int:
    fields = [field for field in node.selections if isinstance(field, FieldNode)]
    return len(fields) - len({(field.alias or field.name).value for field in fields})
