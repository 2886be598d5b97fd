"""Edges: fields that lead from a row to others, by a loader, and may be read along with a page."""

from typing import Any

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from engine.fields import ahead
from engine.selections import Selection, look_ahead
from models.ahead import NO_EDGES, Asked, Step, both
from schema.context import Context, Info

_STEP, _NEEDS = "step", "needs"


def edge(
    loader: str, by: str, description: str, *, name: str | None = None, otherwise: Any = None
) -> Any:
    """The field that leads from a row, by its attribute `by`, to what the loader has there.

    It is null where the attribute is; what the loader has must be of the field's type, and it is
    `otherwise` where the loader has nothing.
    """

    def find(row: Any, context: Context) -> Any:
        key = getattr(row, by)
        found = None if key is None else getattr(context.load, loader).known[key]
        return otherwise if found is None else found

    async def resolve(row: strawberry.Parent[Any], info: Info) -> Any:
        key = getattr(row, by)
        found = None if key is None else await getattr(info.context.load, loader).load(key)
        return otherwise if found is None else found

    return strawberry.field(
        resolver=resolve,
        name=name,
        description=description,
        metadata={**ahead(find), _STEP: Step(loader, by)},
    )


def needs(asked: Asked) -> dict[str, Asked]:
    """Metadata of a field whose resolver follows these edges."""
    return {_NEEDS: asked}


def asked_for(info: Info, *path: str) -> Asked:
    """The edges that are asked for below the field being resolved, at `path` in its type.

    They are found once for each place where a field is asked for, however many objects have it.
    """
    raw = info._raw_info  # noqa: SLF001 - Strawberry's own shows nodes as copies
    known, place = info.context.load.asked, tuple(map(id, raw.field_nodes))
    if place not in known:
        kind = raw.return_type
        for name in path:
            kind = _fields(kind)[name].type
        known[place] = _asked(look_ahead(info).below(*path), kind)
    return known[place]


def _asked(selection: Selection, kind: GraphQLOutputType) -> Asked:
    found = NO_EDGES
    for name, field in _fields(kind).items():
        if name in selection:
            said = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].metadata
            found = both(found, said.get(_NEEDS, NO_EDGES))
            if _STEP in said:
                found = both(found, {said[_STEP]: _asked(selection.below(name), field.type)})
    return found


def _fields(kind: GraphQLOutputType) -> dict[str, GraphQLField]:
    """Those of the objects of a type; a union's members have none in common."""
    named = get_named_type(kind)
    return named.fields if isinstance(named, GraphQLInterfaceType | GraphQLObjectType) else {}
