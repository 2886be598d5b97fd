"""The API's manners, checked on the whole schema."""

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)

from resolvers.root import schema as served

SCHEMA: GraphQLSchema = served._schema
OURS = {name: kind for name, kind in SCHEMA.type_map.items() if not name.startswith("__")}
MUTATIONS = sorted(SCHEMA.mutation_type.fields) if SCHEMA.mutation_type else []
WITHOUT_KEY = {"scanBatchSubmit", "scanRelay"}  # their scans carry ids of their own


def _described() -> Iterator[tuple[str, str | None]]:
    for name, kind in OURS.items():
        yield name, kind.description
        yield from _parts(name, kind)


def _parts(name: str, kind: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for field_name, field in kind.fields.items():
            yield f"{name}.{field_name}", field.description
            for argument_name, argument in field.args.items():
                yield f"{name}.{field_name}({argument_name})", argument.description
    elif isinstance(kind, GraphQLInputObjectType):
        for field_name, input_field in kind.fields.items():
            yield f"{name}.{field_name}", input_field.description
    elif isinstance(kind, GraphQLEnumType):
        for value_name, value in kind.values.items():
            yield f"{name}.{value_name}", value.description


def test_everything_is_described() -> None:
    assert [where for where, text in _described() if not text] == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_takes_one_input_with_a_key_and_answers_with_refusals(name: str) -> None:
    assert SCHEMA.mutation_type is not None
    mutation = SCHEMA.mutation_type.fields[name]
    assert list(mutation.args) == ["input"]
    said = mutation.args["input"].type.of_type
    assert said.name == f"{name[0].upper()}{name[1:]}Input"
    if name not in WITHOUT_KEY:
        assert str(said.fields["idempotencyKey"].type) == "ID!"
    payload = mutation.type.of_type
    assert payload.name == f"{name[0].upper()}{name[1:]}Payload"
    assert str(payload.fields["userErrors"].type) == "[UserError!]!"


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_objects_of_a_payload_may_be_missing(name: str) -> None:
    assert SCHEMA.mutation_type is not None
    payload = SCHEMA.mutation_type.fields[name].type.of_type
    certain = {
        field_name
        for field_name, field in payload.fields.items()
        if isinstance(field.type, GraphQLNonNull)
    }
    assert certain <= {"userErrors", "answers", "undone", "leads", "conflicts", "unreadable"}


def test_names_say_nouns_first_and_times_at() -> None:
    for where in (name for name, _ in _described()):
        last = where.rpartition(".")[2].partition("(")[0]
        assert not re.match(r"(get|list|fetch)[A-Z]", last), where
        assert not last.endswith("Type"), where
    for name, kind in OURS.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("Query"):
            times = [f for f, field in kind.fields.items() if str(field.type)[:8] == "DateTime"]
            assert [f for f in times if not re.search(r"(At|Until)$", f) and f != "at"] == []


def test_every_object_with_an_id_is_a_node() -> None:
    for kind in OURS.values():
        if isinstance(kind, GraphQLObjectType) and "id" in kind.fields:
            assert "Node" in [interface.name for interface in kind.interfaces], kind.name


def test_every_list_of_many_is_a_connection() -> None:
    for kind in OURS.values():
        if not isinstance(kind, GraphQLObjectType):
            continue
        for name, field in kind.fields.items():
            if str(field.type).rstrip("!").endswith("Connection"):
                assert {"first", "after", "last", "before"} <= set(field.args), name
