"""The requests that are made of a document of schemathesis's."""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import (
    FieldNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_required_argument,
    is_required_input_field,
    parse,
    value_from_ast_untyped,
)

from schema.nodes import decode
from tests.server.fuzz import values
from tests.server.fuzz.whole import Choose, whole

_DEEPEST = 2
_HALF, _OFTEN = 0.5, 0.8
_PAIRS = (
    ("startsAt", "endsAt"), ("from", "to"), ("since", "until"), ("capturedFrom", "capturedTo"),
    ("startsAfter", "startsBefore"),
)  # fmt: skip
_KEPT = {"first": 1, "last": 0.2, "before": 0.2}

Leaf = tuple[tuple[str | int, ...], str | float]
"""A value in variables, with the path to it."""

Own = Callable[[str], Sequence[str]]
"""What somebody has that is like a text."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query with its variables, where a fresh idempotency key may be called for."""

    query: str
    variables: dict[str, Any]

    def content(self) -> str:
        """As JSON, with a new key at each call."""
        return _with_key(json.dumps({"query": self.query, "variables": self.variables}))

    @property
    def is_mutation(self) -> bool:
        """Whether it is one by this file, and not just as a document says it."""
        return self.query.startswith("mutation(")

    def under_one_key(self) -> "Request":
        """The same request, of which all but the first are replays."""
        return Request(self.query, json.loads(_with_key(json.dumps(self.variables))))

    def words(self) -> list[str]:
        """All texts that are said in it."""
        return [one for _, one in _leaves(self.variables) if isinstance(one, str)]

    def about(self, own: Own, dice: Random) -> "Request":
        """The same request, most often about what is one's own."""
        return Request(self.query, _about(self.variables, own, dice))

    def spoiled(self, dice: Random, most: int) -> Iterator["Request"]:
        """The same request at most so often, each time with another hostile value in it."""
        leaves = list(_leaves(self.variables))
        for path, _ in dice.sample(leaves, min(most, len(leaves))):
            yield Request(self.query, _replaced(self.variables, path, dice))


def _with_key(said: str) -> str:
    return said.replace(values.FRESH_KEY, secrets.token_hex(8))


def literally(document: str) -> Request:
    """The document as it is."""
    return Request(document, {})


def in_variables(schema: GraphQLSchema, document: str, dice: Random) -> Request:
    """The one root field of the document with its arguments in variables, and more of it shown."""
    [operation] = parse(document).definitions
    assert isinstance(operation, OperationDefinitionNode)
    [root] = operation.selection_set.selections
    assert isinstance(root, FieldNode)
    type_ = schema.get_root_type(operation.operation)
    assert type_ is not None
    definition = type_.fields[root.name.value]
    said = {
        name: _some(value, definition.args[name].type, dice)
        for name, value in _arguments(root).items()
        if is_required_argument(definition.args[name]) or dice.random() < _KEPT.get(name, _HALF)
    }
    said = _in_order(said, dice)
    declared = " ".join(f"${name}: {definition.args[name].type}" for name in said)
    passed = " ".join(f"{name}: ${name}" for name in said)
    depth = dice.randint(0, _DEEPEST)
    shown = whole(schema, get_named_type(definition.type), depth, _of_the_ids(said))
    field = f"{root.name.value}{f'({passed})' if said else ''} {shown}"
    return Request(
        f"{operation.operation.value}{f'({declared})' if said else ''} {{ {field} }}", said
    )


def _arguments(root: FieldNode) -> dict[str, Any]:
    return {one.name.value: value_from_ast_untyped(one.value) for one in root.arguments or ()}


def _of_the_ids(said: dict[str, Any]) -> Choose:
    """Chooses the type that a global id among these is of."""
    kinds = {found[0] for one in said.values() if isinstance(one, str) and (found := decode(one))}

    def choose(types: Sequence[GraphQLObjectType]) -> GraphQLObjectType:
        return next((one for one in types if one.name in kinds), types[0])

    return choose


def _some(said: Any, type_: GraphQLInputType, dice: Random) -> Any:
    """What is said, at times without what is optional, and most often with times in order."""
    if isinstance(said, list):
        return [_some(part, type_, dice) for part in said]
    inner = get_named_type(type_)
    if not isinstance(said, dict) or not isinstance(inner, GraphQLInputObjectType):
        return said
    kept = {
        name: _some(part, inner.fields[name].type, dice)
        for name, part in said.items()
        if is_required_input_field(inner.fields[name]) or dice.random() < _HALF
    }
    return _in_order(kept, dice)


def _in_order(said: dict[str, Any], dice: Random) -> dict[str, Any]:
    """The same, most often with what begins before what ends."""
    pairs = [pair for pair in _PAIRS if said.get(pair[0]) and said.get(pair[1])]
    for first, last in pairs if dice.random() < _OFTEN else ():
        said[first], said[last] = sorted((said[first], said[last]))
        if said[first] == said[last]:
            said[last] = values.later(said[last])
    return said


def _about(said: Any, own: Own, dice: Random) -> Any:
    match said:
        case dict():
            return {name: _about(part, own, dice) for name, part in said.items()}
        case list():
            return [_about(part, own, dice) for part in said]
        case str() if (theirs := own(said)) and dice.random() < _OFTEN:
            return dice.choice(theirs)
    return said


def _leaves(said: Any, path: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    match said:
        case dict():
            for name, part in said.items():
                yield from _leaves(part, (*path, name))
        case list():
            for place, part in enumerate(said):
                yield from _leaves(part, (*path, place))
        case str() | int() | float():
            yield path, said


def _replaced(said: Any, path: Sequence[str | int], dice: Random) -> Any:
    if not path:
        return values.hostile(said, dice)
    first, *rest = path
    copy = said.copy()
    copy[first] = _replaced(said[first], rest, dice)
    return copy
