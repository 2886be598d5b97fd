"""Every value as every leaf type, alone and in lists: completed as graphql-core does."""

from typing import Any

import pytest
import strawberry

from tests.engine.completion.kept import plans
from tests.engine.completion.kinds import LEAVES, config
from tests.engine.completion.outcomes import ByCore, ByEngine, Request, outcome
from tests.engine.completion.shapes import Typed
from tests.engine.completion.values import PLAIN

POSITIONS = {
    "maybe": Typed("", (), nullable=True),
    "sure": Typed("", (), nullable=False),
    "some": Typed("", (False,), nullable=True),
    "many": Typed("", (False,), nullable=False),
}


def holder(kind: str) -> Any:
    """A type whose fields hold a leaf."""
    annotations = {name: typed.annotation(LEAVES[kind]) for name, typed in POSITIONS.items()}
    return strawberry.type(type(f"{kind}Holder", (), {"__annotations__": annotations}))


class Held:
    def __init__(self, position: str, value: str) -> None:
        made = PLAIN[value]()
        made = [made, PLAIN[value]()] if POSITIONS[position].lists else made
        setattr(self, position, made)


def query() -> type:
    annotations = {kind: holder(kind) | None for kind in LEAVES}
    return strawberry.type(type("Query", (), {"__annotations__": annotations}))


SCHEMA = strawberry.Schema(query(), config=config(by_key=False))


@pytest.mark.filterwarnings("ignore:coroutine")
@pytest.mark.parametrize("value", PLAIN)
def test_a_value_is_completed_as_graphql_core_does(value: str) -> None:
    for position in POSITIONS:
        text = "{ " + " ".join(f"{kind} {{ {position} }}" for kind in LEAVES) + " }"

        def prepare(position: str = position, text: str = text) -> Request:
            root = {kind: Held(position, value) for kind in LEAVES}
            return Request(text, {}, type("Root", (), root)(), None)

        compiled = ByEngine(SCHEMA, 1)
        assert outcome(compiled, prepare) == outcome(ByCore(SCHEMA), prepare)
        assert len(plans(compiled.served)) >= len(LEAVES)
