"""What a schema says of its resolvers, as metadata of `strawberry.field`, so that plans know it."""

from collections.abc import Callable
from typing import Any

PURE, AHEAD = "pure", "ahead"


def pure() -> dict[str, bool]:
    """Of a resolver that only looks at its object: no waiting, no `info`, no effect.

    It may be called once more where something went wrong in the objects around it.
    """
    return {PURE: True}


def ahead(find: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Of a resolver whose value may have been read already, with the page that it belongs to.

    `find(row, context, **arguments)` gives what the resolver would give, without waiting.
    Raises LookupError where it was not read ahead; then the resolver itself is called.
    """
    return {AHEAD: find}


def instances(*classes: type) -> Callable[[object, object], bool]:
    """An `is_type_of` for objects of these classes, which a plan tells by a look at their class."""

    def is_instance(value: object, _info: object) -> bool:
        return isinstance(value, classes)

    is_instance.classes = classes  # type: ignore[attr-defined]  # for the compiler
    return is_instance
