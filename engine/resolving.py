"""Calls resolvers straight, where Strawberry has nothing to convert on the way to them."""

from collections.abc import Callable, Iterator
from inspect import iscoroutinefunction
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo
from graphql.execution import MiddlewareManager
from strawberry import ID
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField

DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF
_PASSED_ON = {str, int, float, bool, ID}

Resolve = Callable[..., Any]


class StraightCalls(MiddlewareManager):
    """Gives graphql-core the short way to coroutines; most other resolvers are known to plans."""

    def __init__(self, schema: strawberry.Schema) -> None:
        super().__init__()
        self._straight = {} if schema.exception_handlers else dict(_straight_calls(schema))

    def get_field_resolver(self, field_resolver: Resolve) -> Resolve:
        """What does the same as Strawberry's own, and sooner where it can."""
        return self._straight.get(field_resolver, field_resolver)


def names_of_arguments(field: GraphQLField) -> dict[str, str] | None:
    """The resolver's names for the arguments of a field; None if it gets them converted."""
    definitions = {name: it.extensions[DEFINITION] for name, it in field.args.items()}
    for definition in definitions.values():
        kind = definition.type
        # Not Maybe, which is a kind of Optional too, and wraps its values.
        if type(kind) is StrawberryOptional:
            kind = kind.of_type
        if kind not in _PASSED_ON:
            return None
    return {name: definition.python_name for name, definition in definitions.items()}


def _straight_calls(schema: strawberry.Schema) -> Iterator[tuple[Resolve, Resolve]]:
    """Strawberry's way to a resolver, and the straight one."""
    info_class = schema.config.info_class
    for kind in schema._schema.type_map.values():  # noqa: SLF001 - Strawberry shows it nowhere else
        for field in kind.fields.values() if isinstance(kind, GraphQLObjectType) else ():
            definition = field.extensions.get(DEFINITION)
            if definition is not None and definition.is_subscription and field.resolve:
                yield field.resolve, _as_it_came
            names = names_of_arguments(field) if _is_straight(definition) else None
            if field.resolve and names is not None:
                yield field.resolve, _straight(definition, names, info_class)


def _as_it_came(event: Any, _info: object, /, **_given: object) -> Any:
    """What a subscription yielded; Strawberry's own takes no argument of the name `event`."""
    return event


def _is_straight(definition: Any) -> bool:
    return (
        type(definition) is StrawberryField
        and not definition.is_subscription
        and not definition.extensions
        and not definition.permission_classes
        and definition.base_resolver is not None
        and iscoroutinefunction(definition.base_resolver.wrapped_func)
    )


def _straight(definition: Any, names: dict[str, str], info_class: type[Any]) -> Resolve:
    resolver = definition.base_resolver
    function, takes_self = resolver.wrapped_func, resolver.self_parameter is not None
    sources = [it.name for it in (resolver.parent_parameter, resolver.root_parameter) if it]
    info_name = resolver.info_parameter and resolver.info_parameter.name

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        arguments = {names[name]: value for name, value in given.items()}
        arguments.update(dict.fromkeys(sources, source))
        if info_name:
            arguments[info_name] = info_class(_raw_info=info, _field=definition)
        return function(source, **arguments) if takes_self else function(**arguments)

    return resolve
