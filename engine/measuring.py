"""Measures the operations of a document in one walk.

Each object field costs 1, and a list or a connection multiplies what stands inside it by its
size. `@skip` and `@include` are not followed: what may be asked for is paid for. A field asked for
again under the same name counts as an alias, as merging the two costs validation as much.
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

from engine.limits import ENDLESS, Limits, Step, Structure, too_complex
from engine.sizes import Size, is_connection, number_or_name, size_of

NESTING = 100
"""How deep selections may stand in each other, through fragments too, to be walked at all."""


def measure(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits
) -> dict[str | None, Structure]:
    """The structure of each operation by its name; the document need not be valid.

    Takes time in proportion to the document, however its fragments are nested.
    Raises QUERY_TOO_COMPLEX when they are nested too deep to be walked.
    """
    walk = _Walk(schema, document, limits)
    return {
        node.name.value if node.name else None: walk.structure(node)
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    }


class _Tally(NamedTuple):
    depth: int = 0
    aliases: int = 0
    fields: int = 0
    step: int = 0


class _Scope(NamedTuple):
    parent: GraphQLNamedType | None
    in_connection: bool = False
    level: int = 1


class _Walk:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
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
        return Structure(*tally, self.steps, defaults)

    def selection_set(self, node: SelectionSetNode, scope: _Scope) -> _Tally:
        if scope.level > NESTING:
            raise too_complex("depth", self.limits.depth, scope.level)
        inner = scope._replace(level=scope.level + 1)
        depth, aliases, fields, objects = 0, _repeats(node), 0, 0
        parts = []
        for selection in node.selections:
            size, tally = self.selection(selection, inner)
            depth = max(depth, tally.depth)
            aliases = min(aliases + tally.aliases, ENDLESS)
            fields = min(fields + tally.fields, ENDLESS)
            if tally.step:
                objects += isinstance(selection, FieldNode)
                parts.append((size, tally.step))
        self.steps.append(Step(objects, tuple(parts)))
        return _Tally(depth, aliases, fields, len(self.steps) - 1)

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
            return Size(), _Tally(1, alias, 1)
        size, inside = Size(), _Scope(None, level=scope.level)
        parent = scope.parent
        field = (
            self.schema.get_field(parent, node.name.value) if is_composite_type(parent) else None
        )
        if field:
            assumed = self.limits.assumed_size
            size = size_of(node, field, assumed=assumed, in_connection=scope.in_connection)
            inside = _Scope(get_named_type(field.type), is_connection(field), scope.level)
        tally = self.selection_set(node.selection_set, inside)
        return size, _Tally(tally.depth + 1, tally.aliases + alias, 1, tally.step)

    def fragment(self, name: str, scope: _Scope) -> _Tally:
        key = (name, scope.in_connection)
        node = self.fragments.get(name)
        if node and key not in self.known:
            self.known[key] = _Tally()  # what the fragment adds inside itself, if it is there
            inside = self.on(node.type_condition, scope)
            self.known[key] = self.selection_set(node.selection_set, inside)
        return self.known.get(key, _Tally())

    def on(self, condition: NamedTypeNode | None, scope: _Scope) -> _Scope:
        if condition is None:
            return scope
        return scope._replace(parent=self.schema.get_type(condition.name.value))


def _repeats(node: SelectionSetNode) -> int:
    fields = [field for field in node.selections if isinstance(field, FieldNode)]
    return len(fields) - len({(field.alias or field.name).value for field in fields})
