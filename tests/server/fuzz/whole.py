"""Selections of everything that an object shows, to a depth."""

from collections.abc import Callable, Sequence

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
)

Choose = Callable[[Sequence[GraphQLObjectType]], GraphQLObjectType]

_WRAPPING = ("Connection", "Edge", "Payload", "Feed")


def whole(schema: GraphQLSchema, type_: GraphQLNamedType, depth: int, choose: Choose) -> str:
    """All leaves of a type, and all its objects as far as `depth`, but for what needs arguments.

    Of an interface or union it is the type that `choose` chooses: the fields of several may clash.
    """
    if is_abstract_type(type_):
        one = choose(schema.get_possible_types(type_))
        identity = "id" if isinstance(type_, GraphQLInterfaceType) else ""
        inside = whole(schema, one, depth, choose)
        return f"{{ __typename {identity} ... on {one.name} {inside} }}"
    assert isinstance(type_, GraphQLObjectType)
    left = depth if type_.name.endswith(_WRAPPING) else depth - 1
    parts = [_part(schema, name, field, left, choose) for name, field in type_.fields.items()]
    return f"{{ __typename {' '.join(parts)} }}"


def _part(schema: GraphQLSchema, name: str, field: GraphQLField, left: int, choose: Choose) -> str:
    if any(map(is_required_argument, field.args.values())):
        return ""
    inner = get_named_type(field.type)
    if is_leaf_type(inner):
        return name
    if left < 0:
        return ""
    page = "(first: 3)" if "first" in field.args else ""
    return f"{name}{page} {whole(schema, inner, left, choose)}"
