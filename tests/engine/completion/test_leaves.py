"""Every value as every leaf type, alone and in lists: completed as graphql-core does."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import strawberry
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from tests.engine.completion.kept import plans
from tests.engine.completion.kinds import LEAVES, config
from tests.engine.completion.outcomes import ByCore, ByEngine, Request, outcome
from tests.engine.completion.shapes import Typed
from tests.engine.completion.shelf import by_core, served
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


class Afternoon(datetime):
    def isoformat(self, *_: object) -> str:
        return "after lunch"


MOMENTS = [
    datetime(2026, 11, 23, 10, 30, 15, 123456, tzinfo=UTC),
    datetime(2026, 11, 23, 10, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(2026, 11, 23, 10, 30),  # noqa: DTZ001 - a plan has to do with it, too
    datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
    datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo("UTC")),
    datetime(1890, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")),
    datetime(2026, 11, 23, tzinfo=timezone(timedelta(hours=1, seconds=7), "its own")),
    datetime(2026, 11, 23, tzinfo=timezone(timedelta(0), "Zulu")),
    Afternoon(2026, 11, 23, 15, tzinfo=UTC),
    date(2026, 11, 23),
    "2026-11-23",
    None,
]


@pytest.mark.parametrize("moment", MOMENTS, ids=repr)
async def test_a_moment_is_written_as_graphql_core_and_isoformat_have_it(moment: object) -> None:
    @strawberry.type
    class Kept:
        at: datetime | None

    @strawberry.type
    class Query:
        @strawberry.field
        def kept(self) -> Kept:
            return Kept(at=moment)  # type: ignore[arg-type]  # not all are moments

    as_paddock_has_it = strawberry.scalar(name="DateTime", serialize=datetime.isoformat)
    config = StrawberryConfig(scalar_map={datetime: as_paddock_has_it})
    schema = strawberry.Schema(Query, config=config)
    compiled = await served(schema).execute("{ kept { at } }")
    core = await by_core(schema, "{ kept { at } }")
    assert orjson.dumps(compiled.data) == orjson.dumps(core.data)
    assert len(compiled.errors or ()) == len(core.errors or ())


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_encoder_writes_a_moment_in_utc_as_isoformat_does(moment: datetime) -> None:
    assert orjson.dumps(moment).decode() == f'"{moment.isoformat()}"'
