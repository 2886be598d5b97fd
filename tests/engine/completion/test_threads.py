import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.engine.completion.kept import plans, spent
from tests.engine.completion.shelf import ask, served

THREADS = 8
QUERY = """query ($in: Boolean!) {
    books(ahead: true) { ...Named neighbours(first: 1) { ...Named inside { name } } }
    thing { __typename ...Named ... on Book { pages @include(if: $in) } }
}
fragment Named on Thing { name contents { name } ... on Book { start(length: 1) } }"""


@pytest.mark.usefixtures("impatient_threads")
@pytest.mark.parametrize("_round", range(5))
def test_threads_that_use_an_operation_first_at_once_answer_alike(_round: int) -> None:
    schema, plain, barrier = served(compile_from=1), served(compile_from=None), Barrier(THREADS)

    def first_use(number: int) -> Any:
        barrier.wait()
        return asyncio.run(ask(schema, QUERY, **{"in": number % 2 == 0}))

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(first_use, range(THREADS)))
    for number, answer in enumerate(answers):
        assert answer == asyncio.run(ask(plain, QUERY, **{"in": number % 2 == 0}))
    assert len(plans(schema)) == 4  # two fields with the flag and without
    assert spent(schema, QUERY) == 2 * 20  # as by one thread
