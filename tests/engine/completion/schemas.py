"""Made-up Strawberry schemas."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import lru_cache, partial, reduce
from inspect import Parameter, Signature
from operator import or_
from types import GenericAlias
from typing import Annotated, Any

import strawberry

from engine.fields import ahead, pure
from tests.engine.completion.kinds import ARGUMENTS, ECHO, LEAVES, Mishap, Page, config
from tests.engine.completion.recipes import Unread, World, everything_held, held
from tests.engine.completion.shapes import Composite, Field, Shape

Info = strawberry.Info[World, Any]
PAGE: Any = Page
PARENT: Any = strawberry.Parent


@lru_cache(maxsize=32)
def made(shape: Shape) -> tuple[strawberry.Schema, dict[str, type]]:
    """The schema of that shape, and the classes of its objects."""
    annotations: dict[str, Any] = {**LEAVES, "Mishap": Mishap}
    classes: dict[str, type] = {"Mishap": Mishap}
    for composite in shape.composites:
        match composite.kind:
            case "static":
                continue
            case "union":
                members: Any = reduce(or_, (annotations[name] for name in composite.members))
                annotations[composite.name] = Annotated[members, strawberry.union(composite.name)]
            case "page":
                item = annotations[composite.name.removesuffix("Page")]
                annotations[composite.name] = PAGE[item]
                classes[composite.name] = Page
            case _:
                kind = _class(composite, annotations)
                annotations[composite.name] = classes[composite.name] = kind
    schema = strawberry.Schema(
        query=annotations["Query"],
        mutation=annotations["Mutation"],
        subscription=annotations["Subscription"],
        types=[classes[name] for name in "ABCD"],
        config=config(by_key=shape.by_key),
    )
    return schema, classes


def _class(composite: Composite, annotations: dict[str, Any]) -> type:
    bases = tuple(annotations[name] for name in composite.interfaces[:1])
    inherited = {field for base in bases for field in base.made_of}
    own = [field for field in composite.fields if field not in inherited]
    namespace: dict[str, Any] = {
        "__module__": __name__,
        "__annotations__": {},
        "__getitem__": getattr,
        "__repr__": lambda _self: composite.name,
        "made_of": composite.fields,
    }
    for field in own:
        annotation = field.typed.annotation(annotations[field.typed.name])
        if field.way in {"attribute", "property"}:
            namespace["__annotations__"][field.name] = annotation
        else:
            namespace[field.name] = _resolved(field, annotation)
    if composite.tells:
        told = "resolve_type" if composite.kind == "interface" else "is_type_of"
        namespace[told] = staticmethod(_telling(composite))
    kind = type(composite.name, bases, namespace)
    decorated = (strawberry.interface if composite.kind == "interface" else strawberry.type)(kind)
    for field in own:
        if field.way == "property":
            setattr(decorated, field.name, property(partial(held, name=field.name)))
    return decorated


def _telling(composite: Composite) -> Callable[..., Any]:
    """An `is_type_of`, or the `resolve_type` of an interface."""

    def tell(source: Any, info: object, *_: Any) -> Any:
        of = source["__typename"] if isinstance(source, dict) else source.of
        if composite.tells == "raising" and len(everything_held(source)) % 2:
            raise ValueError("cannot tell")
        if composite.kind == "interface":
            return of
        its_own = of == composite.name
        return "yes" * its_own if composite.tells == "truthy" else its_own

    async def tell_later(source: Any, info: object, *_: Any) -> Any:
        await asyncio.sleep(0)
        return tell(source, info)

    return tell_later if composite.tells == "async" else tell


def _resolved(field: Field, annotation: Any) -> Any:
    if field.way == "events":
        annotation = GenericAlias(AsyncIterator, (annotation,))
        return strawberry.subscription(resolver=_signed(field, annotation, _events(field)))
    ahead_of_it = ahead(partial(_find, name=field.name))
    ways: dict[str, dict[str, Any]] = {"pure": {**pure()}, "ahead": {**ahead_of_it}}
    function = _async(field) if field.way == "async" else _sync(field)
    return strawberry.field(
        resolver=_signed(field, annotation, function), metadata=ways.get(field.way)
    )


def _signed(field: Field, annotation: Any, function: Any) -> Any:
    """The function, with parameters for Strawberry to find."""
    source = {"parent": PARENT[Any]}.get(field.source, Parameter.empty)
    parameters = [Parameter(field.source, Parameter.POSITIONAL_OR_KEYWORD, annotation=source)]
    if field.way != "pure":
        parameters.append(Parameter("info", Parameter.KEYWORD_ONLY, annotation=Info))
    for name in field.arguments:
        argument = ARGUMENTS[name]
        default = Parameter.empty if argument.default is ... else argument.default
        parameters.append(
            Parameter(name, Parameter.KEYWORD_ONLY, annotation=argument.annotation, default=default)
        )
    function.__name__ = field.name
    function.__signature__ = Signature(parameters, return_annotation=annotation)
    function.__annotations__ = {"return": annotation}
    return function


def _answer(source: Any, name: str, arguments: dict[str, Any]) -> Any:
    found = held(source, name)
    found = found.value if isinstance(found, Unread) else found
    return repr(sorted(arguments.items())) if found is ECHO else found


def _find(row: Any, _context: World, *, name: str, **arguments: Any) -> Any:
    if isinstance(held(row, name), Unread):
        raise LookupError(name)  # noqa: TRY004 - that is how it has to say so
    return _answer(row, name, arguments)


def _sync(field: Field) -> Any:
    def resolve(*positional: Any, **given: Any) -> Any:
        source, arguments = _called(field, positional, given)
        return _answer(source, field.name, arguments)

    return resolve


def _async(field: Field) -> Any:
    async def resolve(*positional: Any, **given: Any) -> Any:
        source, arguments = _called(field, positional, given)
        await asyncio.sleep(0)
        return _answer(source, field.name, arguments)

    return resolve


def _events(field: Field) -> Any:
    async def resolve(*positional: Any, **given: Any) -> AsyncIterator[Any]:
        source, arguments = _called(field, positional, given)
        for event in _answer(source, field.name, arguments):
            yield event

    return resolve


def _called(field: Field, positional: Any, given: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The source and the arguments of a call, which is written down."""
    info: Info | None = given.pop("info", None)
    source = positional[0] if positional else given.pop(field.source)
    if info is not None and field.way != "ahead":
        path = info._raw_info.path.as_list()
        info.context.calls.append((field.name, path, sorted(given.items(), key=str)))
    return source, given
