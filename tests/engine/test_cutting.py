import asyncio

import pytest

from engine.cutting import Cut, CutShort


async def test_a_block_that_is_cut_raises_where_it_waits_and_the_task_goes_on() -> None:
    cut = Cut()
    with pytest.raises(CutShort), cut:
        asyncio.get_running_loop().call_soon(cut.now)
        await asyncio.Event().wait()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    await asyncio.sleep(0)


async def test_a_block_that_ends_by_itself_is_not_cut() -> None:
    cut = Cut()
    with cut:
        await asyncio.sleep(0)
    with pytest.raises(LookupError), cut:
        raise LookupError


async def test_who_is_cancelled_by_others_as_well_is_cancelled() -> None:
    cut, begun = Cut(), asyncio.Event()

    async def work() -> None:
        with cut:
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await begun.wait()
    cut.now()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_of_two_blocks_the_one_that_is_cut_raises() -> None:
    outer, inner = Cut(), Cut()
    with pytest.raises(CutShort), outer:
        with inner:
            asyncio.get_running_loop().call_soon(outer.now)
            await asyncio.Event().wait()
        pytest.fail("the inner block was not cut")
