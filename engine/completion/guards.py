"""What a plan lets in: values that graphql-core, too, would complete at once as what they are."""

from collections.abc import Callable
from typing import Any

from graphql import Undefined

MOST_TYPES = 1_000
_plain: set[type] = set()


class GiveUp(Exception):
    """The plan has met what it does not handle."""


class HandOver(GiveUp):
    """The plan has met an object of a type whose resolvers have to be called, as it was to."""


def is_plain(value: object) -> bool:
    """Whether a value is there: no error, nothing to wait for, nor used up by looking at it."""
    kind = type(value)
    if kind in _plain:
        return True
    if value is None or value is Undefined or isinstance(value, Exception):
        return False
    if hasattr(value, "__await__") or hasattr(value, "__next__"):
        return False
    if len(_plain) < MOST_TYPES and not _is_changeable(value):
        _plain.add(kind)
    return True


def _is_changeable(value: object) -> bool:
    """Whether another object of the class might be taken for something else."""
    kind = type(value)
    return value.__class__ is not kind or hasattr(kind, "__getattr__")


def is_always_plain(kind: type) -> bool:
    """Whether every object of the class is plain, as one of them has shown."""
    return kind in _plain


def admission(is_type_of: Callable[..., Any] | None, seen: set[type]) -> Callable[[Any, Any], None]:
    """Lets in an object of a type, or gives up; `seen` learns the classes that always get in."""
    classes = getattr(is_type_of, "classes", None)

    def admit(value: Any, info: Any) -> None:
        if not is_plain(value):
            raise GiveUp
        if is_type_of is not None and is_type_of(value, info) is not True:
            raise GiveUp
        kind = type(value)
        by_class = is_type_of is None or (classes is not None and kind in classes)
        if by_class and is_always_plain(kind) and len(seen) < MOST_TYPES:
            seen.add(kind)

    return admit
