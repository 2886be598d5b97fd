"""Compiled completion changes nothing: made-up schemas, data and operations, in three ways.

PADDOCK_TEST_COMPLETION_EXAMPLES is the number of schemas; each has two operations, sent thrice.
"""

import os
from collections import Counter
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.engine.completion.cooking import Cook
from tests.engine.completion.documents import Writer
from tests.engine.completion.kept import plans
from tests.engine.completion.outcomes import ByCore, ByEngine, Outcome, Request, Way, outcome
from tests.engine.completion.recipes import Thing, World
from tests.engine.completion.schemas import made
from tests.engine.completion.shapes import Shape, shapes

EXAMPLES = int(os.environ.get("PADDOCK_TEST_COMPLETION_EXAMPLES", "80"))


class Sent(NamedTuple):
    """What comes with a document each time."""

    root: Thing
    variables: dict[str, Any]


class Operation(NamedTuple):
    query: str
    sent: list[Sent]


class Case(NamedTuple):
    shape: Shape
    operations: list[Operation]


@st.composite
def cases(draw: DrawFn) -> Case:
    shape = draw(shapes())
    return Case(shape, [draw(_operations(shape)) for _ in range(2)])


@st.composite
def _operations(draw: DrawFn, shape: Shape) -> Operation:
    kind = draw(st.sampled_from(["Query", "Query", "Query", "Mutation", "Subscription"]))
    writer = Writer(draw, shape)
    query = writer.operation(kind)
    sent = []
    for oddity in (0, draw(st.sampled_from([0, 30, 10])), draw(st.sampled_from([20, 10, 4]))):
        root = Cook(draw, shape, writer.asked, oddity).thing(kind)
        sent.append(Sent(root._replace(form="own"), writer.sent()))
    return Operation(query, sent)


@pytest.mark.filterwarnings("ignore:coroutine")  # graphql-core leaves some behind where one fails
def test_compiled_operations_answer_err_and_call_as_graphql_core_does() -> None:
    tally: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases())
    def compare(case: Case) -> None:
        schema, classes = made(case.shape)
        core, plain, compiled = ByCore(schema), ByEngine(schema, None), ByEngine(schema, 1)
        for query, every_sent in case.operations:
            for sent in every_sent:
                expected = _run(case, query, sent, classes, core)
                assert _run(case, query, sent, classes, plain) == expected
                assert _run(case, query, sent, classes, compiled) == expected
                tally["executions"] += 1
        tally["plans"] += len(plans(compiled.served))
        tally["fallbacks"] += len(compiled.fallbacks)

    compare()
    # It would prove nothing if nothing were compiled, or if plans never gave up.
    assert tally["plans"] > tally["executions"] // 10
    assert tally["fallbacks"] > tally["executions"] // 10


def _run(
    case: Case, query: str, sent: Sent, classes: dict[str, type], way: Way
) -> tuple[Outcome, list[object]]:
    world = World(case.shape, classes)

    def prepare() -> Request:
        return Request(query, sent.variables, world.make(sent.root), world)

    return outcome(way, prepare, world.close), world.calls
