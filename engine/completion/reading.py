"""How a plan reads a field from its object: the resolvers that it knows enough of."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import FieldNode, GraphQLField, Visitor, visit
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types.field import StrawberryField

from engine.completion.leaves import Bind
from engine.fields import AHEAD, PURE, Kept
from engine.resolving import DEFINITION, names_of_arguments


class NotPlannable(Exception):
    """There are resolvers here that have to be called."""


class Arguments(NamedTuple):
    """The arguments of a field where it is asked for, by the names of its resolver."""

    field: GraphQLField
    node: FieldNode
    names: Mapping[str, str]
    vary: bool

    def values(self, variables: VariableValues) -> dict[str, Any]:
        """Raises GraphQLError for arguments that are none."""
        given = get_argument_values(self.field, self.node, variables)
        return {self.names[name]: value for name, value in given.items()}


class Reading(NamedTuple):
    """An expression with the object's name and `C`, the context; arguments are yet to be put in."""

    expression: str
    arguments: Arguments | None = None


def reading(field: GraphQLField, details: FieldDetails, of: str, bind: Bind) -> Reading:
    """How to read a field of the object `of`. Raises NotPlannable where a call is needed."""
    definition = field.extensions.get(DEFINITION)
    if type(definition) is not StrawberryField or not _is_simple(details):
        raise NotPlannable
    if definition.is_basic_field and getattr(field.resolve, "_is_default", False):
        return Reading(_attribute(definition, of, bind))
    if definition.extensions or definition.permission_classes:
        raise NotPlannable
    arguments = _arguments(field, details.node) if field.args else None
    keywords = "**{arguments}" if arguments else ""
    ahead = definition.metadata.get(AHEAD)
    if isinstance(ahead, Kept):
        return Reading(f"{of}.{ahead.attribute}[{bind('key', ahead.key)}]")
    if ahead is not None:
        return Reading(f"{bind('ahead', ahead)}({of}, C, {keywords})", arguments)
    if PURE in definition.metadata:
        return Reading(_call(definition, of, bind, keywords), arguments)
    raise NotPlannable


def _is_simple(details: FieldDetails) -> bool:
    streams = any(it.name.value == "stream" for it in details.node.directives or ())
    return not streams and details.fragment_variable_values is None


def _attribute(definition: StrawberryField, of: str, bind: Bind) -> str:
    name = definition.python_name
    if definition.default_resolver is getattr and name.isidentifier():
        return f"{of}.{name}"
    return f"{bind('default', definition.default_resolver)}({of}, {name!r})"


def _call(definition: StrawberryField, of: str, bind: Bind, keywords: str) -> str:
    resolver = definition.base_resolver
    if resolver is None or resolver.is_async or resolver.info_parameter:
        raise NotPlannable
    function = bind("resolver", resolver.wrapped_func)
    named = resolver.parent_parameter or resolver.root_parameter
    if named:
        return f"{function}({named.name}={of}, {keywords})"
    itself = f"{of}, " if resolver.self_parameter else ""
    return f"{function}({itself}{keywords})"


def _arguments(field: GraphQLField, node: FieldNode) -> Arguments:
    names = names_of_arguments(field)
    if names is None:
        raise NotPlannable
    return Arguments(field, node, names, _names_variables(node))


def _names_variables(node: FieldNode) -> bool:
    class Search(Visitor):
        found = False

        def enter_variable(self, *_: object) -> None:
            self.found = True

    search = Search()
    for argument in node.arguments or ():
        visit(argument, search)
    return search.found
