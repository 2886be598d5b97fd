"""Operations made from the schema itself: any root field, with all that can be selected in it."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from resolvers.root import schema as served

SCHEMA: GraphQLSchema = served._schema
_ROOTS = {
    "query": SCHEMA.query_type,
    "mutation": SCHEMA.mutation_type,
    "subscription": SCHEMA.subscription_type,
}
_MOST_TOKENS = 1_800
_SCALARS: dict[str, Any] = {
    "Int": 1, "Float": 1.0, "Boolean": False, "String": "x", "JSON": {},
    "DateTime": "2030-05-06T02:00:00+00:00", "UUID": "01890a5d-ac96-774b-bcce-b302099a8057",
}  # fmt: skip


def roots() -> dict[str, str]:
    """Every root field of the schema, and which kind of operation it is of."""
    return {name: kind for kind, root in _ROOTS.items() if root for name in root.fields}


def document(name: str, on: str = "Lead") -> str:
    """An operation of one root field that selects as deep as an operation may be large.

    Where something may be of any type, it is read as far as it is of the type `on`.
    """
    kind = roots()[name]
    field = _field(name)
    variables = ", ".join(f"${one}: {argument.type}" for one, argument in field.args.items())
    given = ", ".join(f"{one}: ${one}" for one in field.args)
    head, call = (f"({variables})", f"({given})") if variables else ("", "")
    selections = (_selection(field.type, depth, (), on) for depth in range(4, 0, -1))
    selected = next(one for one in selections if len(one.split()) < _MOST_TOKENS)
    return f"{kind}{head} {{ {name}{call} {selected} }}"


def variables(name: str, ids: Mapping[str, str], said: Mapping[str, Any]) -> dict[str, Any]:
    """Values for all that the field must be given, and for every id that it may be.

    `ids` are by the name of the argument, "" for any other; `said` replaces what is made up, in
    the input of a mutation, or among the arguments.
    """
    filled = _filled(_field(name).args, ids)
    if "input" in filled:
        filled["input"] |= said
        return filled
    return {**filled, **said}


def _field(name: str) -> GraphQLField:
    root = _ROOTS[roots()[name]]
    assert root is not None
    field: GraphQLField = root.fields[name]
    return field


def _filled(
    parts: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField], ids: Mapping[str, str]
) -> dict[str, Any]:
    return {
        name: 5 if name == "first" else _value(part.type, name, ids)
        for name, part in parts.items()
        if isinstance(part.type, GraphQLNonNull)
        or name == "first"
        or get_named_type(part.type).name == "ID"
    }


def _value(kind: GraphQLInputType, name: str, ids: Mapping[str, str]) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return _value(kind.of_type, name, ids)
    if isinstance(kind, GraphQLList):
        return [_value(kind.of_type, name, ids)]
    if isinstance(kind, GraphQLInputObjectType):
        return _filled(kind.fields, ids)
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if kind.name == "ID":
        return ids.get(name, ids[""])
    return _SCALARS[kind.name]


def _selection(kind: Any, depth: int, path: tuple[str, ...], on: str) -> str:
    """A selection set; empty for a leaf, or where nothing could be selected any more."""
    named: GraphQLNamedType = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    if not isinstance(named, GraphQLObjectType):
        whole = _selection(SCHEMA.type_map[on], depth, path, on)
        is_one = on in {one.name for one in SCHEMA.get_possible_types(named)}  # type: ignore[arg-type]
        return f"{{ __typename ... on {on} {whole} }}" if is_one and whole else "{ __typename }"
    is_part = named.name.endswith(("Connection", "Edge", "PageInfo", "Payload"))
    left = depth if is_part else depth - 1
    parts = [
        f"{name}{_sizes(field)} {_selection(field.type, left, (*path, named.name), on)}"
        for name, field in named.fields.items()
        if _is_open(field, left, (*path, named.name))
    ]
    return f"{{ __typename {' '.join(parts)} }}"


def _sizes(field: GraphQLField) -> str:
    return "(first: 5)" if "first" in field.args else ""


def _is_open(field: GraphQLField, depth: int, path: tuple[str, ...]) -> bool:
    named = get_named_type(field.type)
    has_all = not any(is_required_argument(one) for one in field.args.values())
    return has_all and (is_leaf_type(named) or (depth > 0 and named.name not in path))
