"""Edges: fields that lead from a row to others, by a loader, and may be read along with a page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

import strawberry
from graphql import (
    GraphQLField,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_object_type,
)
from strawberry.types.field import StrawberryField

from engine.fields import ahead, kept
from engine.resolving import DEFINITION
from engine.selections import Selection, look_ahead
from models.rows import NO_EDGES, NOTHING, Asked, Step, both
from schema.context import Context, Info

_STEPS, _NEEDS, _LOOKS_AWAY = "steps", "needs", "looks away"

Steps = Callable[[Selection], Iterable[Step]]
"""Where a field leads from its row, by what is asked for in the row."""


def edge(
    loader: str, by: str, description: str, *, name: str | None = None, otherwise: Any = None
) -> Any:
    """The field that leads from a row, by its attribute `by`, to what the loader has there.

    It is null where the attribute is; what the loader has must be of the field's type, and it is
    `otherwise` where the loader has nothing.
    """
    step = Step(loader, by)

    def find(row: Any, _context: Context) -> Any:
        found = row.beside[step]
        return otherwise if found is None else found

    ready = kept("beside", step) if otherwise is None else ahead(find)

    async def resolve(row: strawberry.Parent[Any], info: Info) -> Any:
        found = await follow(row, step, info)
        return otherwise if found is None else found

    return strawberry.field(
        resolver=resolve,
        name=name,
        description=description,
        metadata={**ready, **leads(lambda _: [step])},
    )


async def follow(row: Any, step: Step, info: Info) -> Any:
    """What a step leads to: what was read along with the row, else what the loader has."""
    beside = getattr(row, "beside", NOTHING)
    if step in beside:
        return beside[step]
    key = getattr(row, step.by)
    if key is not None and step.number is not None:
        key = key, step.number
    return None if key is None else await getattr(info.context.load, step.edge).load(key)


def leads(steps: Steps) -> dict[str, Steps]:
    """Metadata of a field that shows what lies at the end of these steps."""
    return {_STEPS: steps}


def needs(edges: Mapping[Step, Asked]) -> dict[str, Any]:
    """Metadata of a field whose resolver follows these edges."""
    return {_NEEDS: Asked(edges)}


def looks_away() -> dict[str, bool]:
    """Metadata of a field whose resolver looks at nothing in its row that is a field itself."""
    return {_LOOKS_AWAY: True}


def asked_for(info: Info, *path: str) -> Asked:
    """What is asked for below the field being resolved, at `path` in its type."""
    raw = info._raw_info  # noqa: SLF001 - Strawberry's own shows nodes as copies

    def find(selection: Selection) -> Asked:
        kind = raw.return_type
        for name in path:
            kind = dict(_of_all_types(raw.schema, kind))[name].type
        return _asked(raw.schema, selection.below(*path), kind)

    return look_ahead(info).once(find, path)


def _asked(schema: GraphQLSchema, selection: Selection, kind: GraphQLOutputType) -> Asked:
    found = NO_EDGES
    fields = _of_all_types(schema, kind)
    for name, field in fields:
        if name in selection:
            found = both(found, _followed(schema, selection, name, field))
    return replace(found, unused=_unused(selection, fields))


def _followed(schema: GraphQLSchema, selection: Selection, name: str, field: GraphQLField) -> Asked:
    said = _definition(field).metadata
    found: Asked = said.get(_NEEDS, NO_EDGES)
    if _STEPS in said:
        inside = _asked(schema, selection.below(name), field.type)
        found = both(found, Asked(dict.fromkeys(said[_STEPS](selection), inside)))
    return found


def _unused(selection: Selection, fields: Iterable[tuple[str, GraphQLField]]) -> frozenset[str]:
    """The attributes that are fields and not asked for, unless a resolver might look at them."""
    unused = set()
    for name, field in fields:
        definition = _definition(field)
        if definition.is_basic_field:
            if name not in selection:
                unused.add(definition.python_name)
        elif name in selection and not definition.metadata.keys() & {_STEPS, _LOOKS_AWAY}:
            return frozenset()
    return frozenset(unused)


def _definition(field: GraphQLField) -> StrawberryField:
    return cast(StrawberryField, field.extensions[DEFINITION])


def _of_all_types(schema: GraphQLSchema, kind: GraphQLOutputType) -> list[tuple[str, GraphQLField]]:
    """The fields of objects of a type, whatever their own type."""
    named = get_named_type(kind)
    types = schema.get_possible_types(named) if is_abstract_type(named) else [named]
    return [item for each in types if is_object_type(each) for item in each.fields.items()]
