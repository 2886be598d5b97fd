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
_PLACES: Mapping[str, Sequence[str]] = {
    "batch": ("Batch.batch",),
    "cursor": ("LeadFeed.cursor",),
    "devicePair.code": ("DevicePairingStartPayload.code",),
    "edgePair.code": ("EdgePairingStartPayload.code",),
    "formKey": ("WebForm.key",),
    "key": ("WebForm.key",),
    "livestreamClaim.code": ("LivestreamCode.code",),
    "question": ("LeadQuestion.key",),
    "referral": ("ReferralCode.code",),
    "referralClaim.code": ("ReferralCode.code",),
    "signature": ("Batch.signature",),
}
"""Where what an argument takes is shown: by its name, or by that of its field too."""

_KINDS: Mapping[str, Sequence[str]] = {
    "actor": ("Member",),
    "assignee": ("Member",),
    "avatar": ("Picture",),
    "community": ("Circle", "Group"),
    "decision": ("RoutingDecision",),
    "form": ("WebForm",),
    "host": ("Member",),
    "into": ("Lead",),
    "mentions": ("Member",),
    "merge": ("LeadMerge",),
    "merged": ("Lead",),
    "rules": ("RoutingRules",),
    "scope": ("Circle", "Group", "Venue", "Dealer"),
    "series": ("Series",),
    "subject": ("Post", "Comment"),
    "task": ("LeadTask",),
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
    for path, field, name, scalar_name in _arguments(schema):
        if said := _said(field, name, scalar_name, harvest):
            key = f"{field}-{name}-{scalar_name}"
            dictionaries[key] = said
            parameters[f"*.{field}.{path}"] = {"dictionary": key, "probability": _OFTEN}
    return schemathesis.Config.from_dict(
        {
            "dictionaries": {key: {"values": list(said)} for key, said in dictionaries.items()},
            "parameters": parameters,
        }
    )


def _said(field: str, name: str, scalar_name: str, harvest: Harvest) -> Sequence[str]:
    """What an argument is filled with; with nothing where schemathesis is left to itself."""
    if places := _PLACES.get(f"{field}.{name}") or _PLACES.get(name):
        return harvest.of(*places)
    if name == "after":
        return harvest.ending_in("ursor")
    if name in values.LIKELY:
        return values.LIKELY[name]
    if scalar_name == "ID":
        kind = name.removesuffix("s")
        kinds = _KINDS.get(name, (f"{kind[0].upper()}{kind[1:]}",))
        return harvest.ids_of(*kinds) or harvest.ids_of()
    return {"Int": _SMALL, "String": values.WORDS}.get(scalar_name, ())


def _arguments(schema: GraphQLSchema) -> Iterator[tuple[str, str, str, str]]:
    """The path, field, name and scalar of each value that a root field takes."""
    for root in (schema.query_type, schema.mutation_type):
        assert root is not None
        for field, definition in root.fields.items():
            for name, argument in definition.args.items():
                for path, leaf, scalar_name in _leaves(argument.type, name, name):
                    yield path, field, leaf, scalar_name


def _leaves(type_: GraphQLInputType, path: str, name: str) -> Iterator[tuple[str, str, str]]:
    inner = get_named_type(type_)
    if is_list_type(get_nullable_type(type_)):
        path = f"{path}[*]"
    if isinstance(inner, GraphQLInputObjectType):
        for key, field in inner.fields.items():
            yield from _leaves(field.type, f"{path}.{key}", key)
    else:
        yield path, name, inner.name
