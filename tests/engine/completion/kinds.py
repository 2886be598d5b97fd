"""Leaf types, arguments and a generic type that the made-up schemas are put together from."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, Flag, IntEnum, StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

import strawberry
from strawberry.relay import GlobalID
from strawberry.scalars import JSON
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

from engine.fields import pure

Item = TypeVar("Item")


@strawberry.enum
class Shade(str, Enum):  # noqa: UP042 - the older way of writing it is another kind
    RED = "red"
    BLUE = "blue"


@strawberry.enum
class Level(IntEnum):
    LOW = 1
    HIGH = 2


@strawberry.enum
class Season(Enum):
    SPRING = "spring"
    AUTUMN = strawberry.enum_value(("fall", 3), name="FALL")
    HARVEST = "spring"  # noqa: PIE796 - another name of the first


@strawberry.enum
class Metal(StrEnum):
    IRON = "iron"
    ZINC = "zinc"


@dataclass
class Weighed:
    grams: int


@strawberry.enum
class Coin(Weighed, Enum):
    """Its members cannot be hashed."""

    PENNY = 3
    POUND = 9


@strawberry.enum
class Wish(Exception, Enum):
    """Its members are exceptions."""

    MORE = "more"
    LESS = "less"


@strawberry.enum
class Right(Flag):
    READ = 1
    WRITE = 2


MEMBERS: list[Enum] = [
    member for kind in (Shade, Level, Season, Metal, Coin, Right) for member in kind
]


class Loud:
    """A scalar that accepts everything."""


class Moody:
    """A scalar that does not."""


class Spent:
    """A scalar that uses its value up."""


def _moody(value: object) -> object:
    if value == "b":
        raise ValueError("not today")
    return None if value == "" else value


SCALARS: dict[object, ScalarDefinition] = {
    Loud: strawberry.scalar(name="Loud", serialize=lambda value: f"{value!s}!"),
    Moody: strawberry.scalar(name="Moody", serialize=_moody),
    Spent: strawberry.scalar(name="Spent", serialize=lambda value: [*value]),
}

LEAVES: dict[str, Any] = {
    "String": str,
    "Int": int,
    "Float": float,
    "Boolean": bool,
    "ID": strawberry.ID,
    "JSON": JSON,
    "DateTime": datetime,
    "Loud": Loud,
    "Moody": Moody,
    "Spent": Spent,
    "Shade": Shade,
    "Level": Level,
    "Season": Season,
    "Metal": Metal,
    "Coin": Coin,
    "Wish": Wish,
    "Right": Right,
}


class Argument(NamedTuple):
    """How Python, a document and a client write it."""

    annotation: object
    default: object
    kind: str
    literals: tuple[str, ...]
    values: tuple[Any, ...]


MAYBE: Any = strawberry.Maybe
ARGUMENTS = {
    "number": Argument(int | None, None, "Int", ("1", "-5", "null"), (7, None)),
    "first": Argument(int, 3, "Int", ("2", "0"), (4, 2**31)),
    "text": Argument(str, ..., "String", ('"x"', '"ü"'), ("y", "")),
    "ratio": Argument(
        float | None, strawberry.UNSET, "Float", ("1.5", "2", "null"), (2, 0.5, None)
    ),
    "flag": Argument(bool, True, "Boolean", ("true", "false"), (True, False)),
    "key": Argument(strawberry.ID | None, None, "ID", ('"k"', "7", "null"), ("v", 8, None)),
    "maybe": Argument(MAYBE[str], ..., "String", ('"m"',), ("n",)),
    "gid": Argument(GlobalID | None, None, "ID", ('"VDox"', '"bad"'), ("VDox", None)),
    "shade": Argument(Shade, Shade.RED, "Shade", ("BLUE",), ("RED", "BLUE")),
    "names": Argument(list[str] | None, None, "[String!]", ('["a"]', '"b"'), (["c"], None)),
}


class Echo:
    """As a resolver's value it stands for the arguments that the resolver was given."""

    def __repr__(self) -> str:
        return "echo"


ECHO = Echo()


@strawberry.type
class Page(Generic[Item]):
    items: list[Item]
    best: Item | None

    def __repr__(self) -> str:
        return "page"

    @strawberry.field(metadata=pure())
    def size(self) -> int:
        return len(self.items)


@strawberry.type
class Mishap(Exception):
    """A type whose objects are exceptions."""

    reason: str

    def __repr__(self) -> str:
        return "mishap"


def config(*, by_key: bool) -> StrawberryConfig:
    """Fields without a resolver are attributes, or keys."""
    resolver = (lambda source, name: source[name]) if by_key else getattr
    return StrawberryConfig(default_resolver=resolver, scalar_map=SCALARS, auto_camel_case=False)
