import asyncio
import gc
import weakref

import psutil
import pytest

from engine.execution import Served
from tests.engine.completion.kept import plans, variants
from tests.engine.completion.shelf import Desk, ask, served

MEGABYTE = 2**20


def resident() -> int:
    """In bytes, of this process."""
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def document(number: int) -> str:
    return f"{{ books {{ n{number}: name }} thing {{ name }} }}"


async def use(schema: Served, numbers: range) -> None:
    for number in numbers:
        await ask(schema, document(number))
        await ask(schema, document(number))
        await asyncio.sleep(0)  # so that the loop drops the timers of what is done


async def test_a_document_takes_its_plans_along_when_it_makes_room() -> None:
    schema = served(compile_from=2)
    schema.documents.most = 3
    await use(schema, range(1))
    compiled = [*variants(schema), *(plan.function for plan in plans(schema))]
    held = [weakref.ref(it) for it in compiled]
    assert len(held) == 3
    del compiled
    await use(schema, range(1, 4))
    gc.collect()
    assert [reference() for reference in held] == [None, None, None]


@pytest.mark.drill
async def test_distinct_documents_take_no_more_memory_than_those_that_are_kept() -> None:
    schema = served(compile_from=2)
    await use(schema, range(6_000, 12_000))  # until the process has what it needs
    before = resident()
    await use(schema, range(12_000, 22_000))
    assert len(schema.documents) == 500
    assert resident() - before < 4 * MEGABYTE  # half a kilobyte for each; a document takes thirty


async def test_ten_thousand_events_take_no_more_memory_than_a_thousand() -> None:
    schema, desk, seen, before = served(), Desk(), 0, 0
    query = "subscription { arrivals(count: 10000) { name inside { name } read } }"
    async for event in await schema.stream(query, None, desk):
        assert event.data == {"arrivals": {"name": f"arrival {seen}", "inside": None, "read": 1}}
        desk.calls.clear()
        seen += 1
        if seen == 1_000:
            before = resident()
    assert seen == 10_000
    assert resident() - before < MEGABYTE
