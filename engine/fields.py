"""What a schema says of its resolvers, as metadata of `strawberry.field`, so that plans know it."""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

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


def kept(attribute: str, key: Hashable) -> dict[str, "Kept"]:
    """Of a resolver whose value may stand in a mapping of the row, under a key, already."""
    return {AHEAD: Kept(attribute, key)}


class Kept(NamedTuple):
    """Where a value is that was read already."""

    attribute: str
    key: Hashable


def instances(
    *classes: type, when: Callable[[Any], bool] | None = None
) -> Callable[[object, object], bool]:
    """An `is_type_of` for objects of these classes, which a plan tells by a look at their class.

    `when` tells which of their objects count, if not all.
    """

    def is_instance(value: object, _info: object) -> bool:
        return isinstance(value, classes) and (when is None or when(value))

    is_instance.classes = classes  # type: ignore[attr-defined]  # for the compiler
    is_instance.when = when  # type: ignore[attr-defined]  # likewise
    return is_instance
