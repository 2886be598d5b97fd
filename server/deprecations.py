"""Every deprecation says what to do instead, and names the day until which it stays."""

import re
from collections.abc import Iterator
from datetime import date

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_WORD = re.compile(r"[A-Za-z]{2}")

Part = GraphQLField | GraphQLArgument | GraphQLInputField | GraphQLEnumValue


def undated(schema: GraphQLSchema) -> list[str]:
    """The coordinates of what is deprecated without a reason that names a day, as 2027-06-30."""
    return [
        where
        for kind in schema.type_map.values()
        for where, part in _parts(kind)
        if part.deprecation_reason is not None and not _is_dated(part.deprecation_reason)
    ]


def _parts(kind: GraphQLNamedType) -> Iterator[tuple[str, Part]]:
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind}.{name}", field
            yield from ((f"{kind}.{name}({word}:)", said) for word, said in field.args.items())
    elif isinstance(kind, GraphQLInputObjectType):
        yield from ((f"{kind}.{name}", field) for name, field in kind.fields.items())
    elif isinstance(kind, GraphQLEnumType):
        yield from ((f"{kind}.{name}", value) for name, value in kind.values.items())


def _is_dated(reason: str) -> bool:
    """Whether it has words, and a day that is in the calendar."""
    found = _DAY.search(reason)
    if found is None or not _WORD.search(_DAY.sub("", reason)):
        return False
    try:
        date.fromisoformat(found[0])
    except ValueError:
        return False
    return True
