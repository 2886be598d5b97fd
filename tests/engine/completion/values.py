"""Python values for fields, such as their types want and such as they do not."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from graphql import GraphQLError, Undefined

from tests.engine.completion import kinds
from tests.engine.completion.kinds import ECHO


class Text(str):
    __slots__ = ()


class Number(int):
    pass


class Real(float):
    pass


class Lenient:
    """Has every attribute that is asked for."""

    def __getattr__(self, name: str) -> str:
        return name


class Posing:
    """Says that it is an exception."""

    __class__ = property(lambda _self: ValueError)  # so that it poses


class Awaited:
    """Neither a coroutine nor a future, but it can be awaited."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __await__(self) -> Generator[Any, None, Any]:
        yield from asyncio.sleep(0).__await__()
        return self.value


class AwaitedText(str):
    __slots__ = ()

    def __await__(self) -> Generator[Any, None, str]:
        yield from asyncio.sleep(0).__await__()
        return "awaited"


class Indexed:
    def __index__(self) -> int:
        return 5


def _itself(value: Any) -> Any:
    return value


PLAIN: dict[str, Callable[[], Any]] = {
    "a": lambda: "a",
    "nothing in it": str,
    "b": lambda: "b",
    "12": lambda: "12",
    "one": lambda: 1,
    "zero": lambda: 0,
    "half": lambda: 0.5,
    "two": lambda: 2.0,
    "true": lambda: True,
    "false": lambda: False,
    "moment": lambda: datetime(2026, 6, 1, tzinfo=UTC),
    "text": lambda: Text("text"),
    "number": lambda: Number(3),
    "real": lambda: Real(2.5),
    "too big": lambda: 2**31,
    "huge": lambda: 2**70,
    "NaN": lambda: float("nan"),
    "infinite": lambda: float("-inf"),
    "none": lambda: None,
    "undefined": lambda: Undefined,
    "bytes": lambda: b"x",
    "decimal": lambda: Decimal("4.0"),
    "fraction": lambda: Fraction(1, 3),
    "indexed": Indexed,
    "echo": lambda: ECHO,
    "dict": lambda: {"a": 1, "__typename": "A"},
    "class": lambda: int,
    "function": lambda: len,
    "lenient": Lenient,
    "posing": Posing,
    "awaited text": lambda: AwaitedText("raw"),
    "error": lambda: ValueError("as a value"),
    "GraphQL error": lambda: GraphQLError("as a value", extensions={"code": "MINE"}),
    "mishap": lambda: kinds.Mishap(reason="as a value"),
    "not an Exception": lambda: KeyboardInterrupt("as a value"),
    "iterator": lambda: iter(["a", "b"]),
    "map": lambda: map(str, [1, 2]),
    **{f"{type(it).__name__}.{it.name}": partial(_itself, it) for it in kinds.MEMBERS},
    "both rights": lambda: kinds.Right.READ | kinds.Right.WRITE,
    "wish": lambda: kinds.Wish.MORE,
}

FITTING = {
    "String": ["a", "nothing in it", "b", "echo"],
    "Int": ["one", "zero"],
    "Float": ["half", "two", "one"],
    "Boolean": ["true", "false"],
    "ID": ["a", "12"],
    "JSON": ["a", "one", "dict"],
    "DateTime": ["moment"],
    "Loud": ["a"],
    "Moody": ["a", "b", "nothing in it"],
    "Spent": ["iterator", "map", "a"],
    "Shade": ["Shade.RED", "Shade.BLUE"],
    "Level": ["Level.LOW", "one"],
    "Season": ["Season.SPRING", "Season.AUTUMN"],
    "Metal": ["Metal.ZINC"],
    "Coin": ["Coin.PENNY"],
    "Wish": ["wish"],
    "Right": ["Right.READ", "both rights"],
}

CONTAINERS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "deque": deque,
    "generator": lambda items: (item for item in items),
    "iterator": iter,
    "reversed": reversed,
    "asynchronous": lambda items: _later_one_by_one(items),  # noqa: PLW0108 - it stands below
    "keys": lambda items: dict.fromkeys(map(str, range(len(items)))).keys(),
    "set": lambda items: {str(number) for number in range(len(items))},
}


async def _later_one_by_one(items: list[Any]) -> AsyncIterator[Any]:
    for item in items:
        yield item
