"""What schemathesis is told to say: most often what fits the name of the argument."""

from collections.abc import Iterator, Mapping, Sequence

import schemathesis
from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from hypothesis import strategies as st
from schemathesis.graphql import nodes, scalar

from tests.server.fuzz import values
from tests.server.fuzz.harvest import Harvest

_OFTEN = 0.95
_SMALL = ("1", "2", "3", "4")
_KINDS: Mapping[str, Sequence[str]] = {
    "actor": ("Member",),
    "avatar": ("Picture",),
    "community": ("Circle", "Group"),
    "host": ("Member",),
    "scope": ("Circle", "Group", "Venue", "Dealer"),
    "subject": ("Post", "Comment"),
    "until": ("Notification",),
}
"""What an argument is about whose name does not say it by itself, as `dealers` does."""


def teach_scalars() -> None:
    """Tell schemathesis, for the whole process, of moments around now."""
    scalar("DateTime", st.sampled_from(values.moments()).map(nodes.String))


def configuration(schema: GraphQLSchema, harvest: Harvest) -> schemathesis.Config:
    """Has what the harvest brought said back, and else what is likely."""
    dictionaries: dict[str, Sequence[str]] = {}
    parameters = {}
    for path, name, scalar_name in _arguments(schema):
        if said := _said(name, scalar_name, harvest):
            key = f"{name}-{scalar_name}"
            dictionaries[key] = said
            parameters[f"*.*.{path}"] = {"dictionary": key, "probability": _OFTEN}
    return schemathesis.Config.from_dict(
        {
            "dictionaries": {key: {"values": list(said)} for key, said in dictionaries.items()},
            "parameters": parameters,
        }
    )


def _said(name: str, scalar_name: str, harvest: Harvest) -> Sequence[str]:
    """What an argument is filled with; with nothing where schemathesis is left to itself."""
    said: Mapping[str, Sequence[str]] = {
        **dict.fromkeys(("last", "before"), ()),  # beside `first` they are too much
        "after": sorted(harvest.cursors),
        "token": sorted(harvest.passes),
        **values.LIKELY,
    }
    if name in said:
        return said[name]
    if scalar_name == "ID":
        return harvest.ids_of(*_KINDS.get(name, (name.removesuffix("s").capitalize(),)))
    return {"Int": _SMALL, "String": values.WORDS}.get(scalar_name, ())


def _arguments(schema: GraphQLSchema) -> Iterator[tuple[str, str, str]]:
    """The path, name and scalar of each value that a root field takes."""
    for root in (schema.query_type, schema.mutation_type):
        assert root is not None
        for field in root.fields.values():
            for name, argument in field.args.items():
                yield from _leaves(argument.type, name, name)


def _leaves(type_: GraphQLInputType, path: str, name: str) -> Iterator[tuple[str, str, str]]:
    inner = get_named_type(type_)
    if is_list_type(get_nullable_type(type_)):
        path = f"{path}[*]"
    if isinstance(inner, GraphQLInputObjectType):
        for key, field in inner.fields.items():
            yield from _leaves(field.type, f"{path}.{key}", key)
    else:
        yield path, name, inner.name
