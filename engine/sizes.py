"""How many objects a field may give: what its `first` or `last` says, or else its declaration."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInt,
    get_named_type,
    get_nullable_type,
    is_introspection_type,
    is_list_type,
)
from graphql.language import IntValueNode, ValueNode, VariableNode

PAGE_ARGUMENTS = ("first", "last")
DIGITS_OF_INT = 11


def sized(objects: int) -> dict[str, int]:
    """Metadata for `strawberry.field`, declaring how many objects the list may hold."""
    return {"list_size": objects}


class Size(NamedTuple):
    """The largest of the numbers that a field is given, or else the other one."""

    given: tuple[int | str, ...] = ()
    otherwise: int = 1

    def among(self, variables: Mapping[str, object]) -> int:
        """The size, where a given string is the name of a variable."""
        if not self.given:
            return self.otherwise
        values = (variables.get(n) if isinstance(n, str) else n for n in self.given)
        return max((n for n in map(_natural, values) if n is not None), default=self.otherwise)


def size_of(node: FieldNode, field: GraphQLField, *, assumed: int, in_connection: bool) -> Size:
    """The size of a field where it is asked for.

    A list in a connection is its page, and counted already. Introspection lists do not repeat
    what stands inside them, but `__schema` does, since it may be answered with the whole schema.
    """
    size = _declared_size(field)
    if size is None:
        repeats = _takes_page(field) or (_is_list(field) and not in_connection)
        if is_introspection_type(get_named_type(field.type)):
            repeats = node.name.value == "__schema"
        size = assumed if repeats else 1
    return Size(tuple(_given_sizes(node)), size)


def is_connection(field: GraphQLField) -> bool:
    """Whether the field gives an object that holds a page, rather than the page itself."""
    return _takes_page(field) and not _is_list(field)


def number_or_name(value: ValueNode | None) -> int | str | None:
    """The number, or the name of the variable, that stands in a document as a size."""
    if isinstance(value, VariableNode):
        return value.name.value
    if isinstance(value, IntValueNode) and len(value.value) <= DIGITS_OF_INT:
        return int(value.value)
    return None


def _given_sizes(node: FieldNode) -> Iterator[int | str]:
    for argument in node.arguments or ():
        size = number_or_name(argument.value)
        if argument.name.value in PAGE_ARGUMENTS and size is not None:
            yield size


def _declared_size(field: GraphQLField) -> int | None:
    for name in PAGE_ARGUMENTS:
        default = field.args[name].default_value if name in field.args else None
        if isinstance(default, int):
            return default
    definition = field.extensions.get("strawberry-definition")
    size: int | None = definition and definition.metadata.get("list_size")
    return size


def _takes_page(field: GraphQLField) -> bool:
    return any(name in field.args for name in PAGE_ARGUMENTS)


def _is_list(field: GraphQLField) -> bool:
    return is_list_type(get_nullable_type(field.type))


def _natural(value: object) -> int | None:
    """What is no Int counts as not given: GraphQL will refuse it."""
    try:
        number: int = GraphQLInt.coerce_input_value(value)
    except GraphQLError:
        return None
    return max(0, number)
