"""How a plan completes leaf values: statements on a variable, for each type."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import Enum
from math import isfinite
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)

from engine.completion.guards import GiveUp, is_plain

Bind = Callable[[str, object], str]
"""Makes an object known to the plan, and tells its name there."""

NAMES = {"isfinite": isfinite, "datetime": datetime, "UTC": UTC}
"""What the tests below use."""

_kept_as_it_is: dict[GraphQLLeafType, str] = {
    GraphQLString: "type({0}) is str",
    GraphQLID: "type({0}) is str",
    GraphQLInt: "type({0}) is int and -2147483648 <= {0} <= 2147483647",
    GraphQLFloat: "type({0}) is float and isfinite({0})",
    GraphQLBoolean: "({0} is True or {0} is False)",
}

_left_to_the_encoder = "type({0}) is datetime and {0}.tzinfo is UTC"
"""What the encoder of JSON writes as `datetime.isoformat` does, and in a tenth of the time."""


def leaf(kind: GraphQLLeafType, name: str, bind: Bind) -> str:
    """The statement that completes the variable `name`, which is not None."""
    coerced = f"{bind('coerce', _coercion(kind))}({name})"
    test = _kept_as_it_is.get(kind)
    if kind.coerce_output_value is datetime.isoformat:
        test = _left_to_the_encoder
    if test is not None:
        return f"if not ({test.format(name)}): {name} = {coerced}"
    names = _names_of_members(kind)
    if not names:
        return f"{name} = {coerced}"
    member, known = bind("member", type(next(iter(names)))), bind("names", names)
    return f"{name} = {known}[{name}] if type({name}) is {member} else {coerced}"


def _coercion(kind: GraphQLLeafType) -> Callable[[Any], Any]:
    coerce = kind.coerce_output_value

    def coerced(value: Any) -> Any:
        if not is_plain(value):
            raise GiveUp
        result = coerce(value)
        if result is None or result is Undefined:
            raise GiveUp
        return result

    return coerced


def _names_of_members(kind: GraphQLLeafType) -> dict[Enum, str]:
    """Only those that can be looked up, and are not errors as well."""
    members: Iterable[Any] = getattr(kind, "wrapped_cls", ())
    usable = [it for it in members if it.__hash__ and is_plain(it)]
    return {member: kind.coerce_output_value(member) for member in usable}
