import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models import clock, ids
from models.scans.rows import Scan
from tests import doors
from tests.client import Api
from venues import batches
from venues.batches import Handled
from venues.envelopes import Envelope, Status, ToldScan
from venues.intake import Intake
from venues.telling import Batch
from venues.verdicts import Verdict


def _batch(door: doors.Door, *tokens: str) -> Batch:
    now = clock.now()
    told = tuple(ToldScan.model_validate(door.scan(token)) for token in tokens)
    said = Envelope(door.device.id, door.event.id, door.gate.id, now, Status(), scans=told)
    return Batch(door.device.id, door.key.public, door.tablet.duties[0], said, now, timedelta(0))


async def test_batches_that_wait_share_a_transaction_and_each_has_its_own_answers(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 9)
    sizes: list[int] = []
    submit = batches.submit

    async def counted(taken: list[Batch], **how: Any) -> list[Handled]:
        sizes.append(len(taken))
        return await submit(taken, **how)

    monkeypatch.setattr(batches, "submit", counted)
    intake = Intake()
    sent = [_batch(door, token) for token in tokens]
    handled = await asyncio.gather(*(intake.submit(batch) for batch in sent))
    assert sizes == [9]
    for batch, of_it in zip(sent, handled, strict=True):
        [answer] = of_it.answers
        assert (answer.scan_id, answer.verdict) == (batch.said.scans[0].id, Verdict.ADMITTED)


async def test_a_batch_that_fails_costs_only_itself(api: Api) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 3)
    intake = Intake()
    good = [_batch(door, token) for token in tokens]
    stranger = replace(good[0], device_id=ids.new())  # no such device
    outcomes = await asyncio.gather(
        *(intake.submit(batch) for batch in [good[0], stranger, *good[1:]]), return_exceptions=True
    )
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False, False]
    assert await Scan.all().count() == 3


async def test_one_who_has_gone_takes_nobody_along(api: Api) -> None:
    door = await doors.door()
    first, second = await doors.crowd(door.event, 2)
    intake = Intake()
    leaving = asyncio.create_task(intake.submit(_batch(door, first)))
    staying = asyncio.create_task(intake.submit(_batch(door, second)))
    await asyncio.sleep(0)
    leaving.cancel()
    [answer] = (await staying).answers
    assert answer.verdict is Verdict.ADMITTED
    assert await Scan.all().count() == 2


async def test_more_than_a_transaction_holds_is_done_in_several(api: Api) -> None:
    door = await doors.door()
    intake = Intake()
    sent = [_batch(door, *["rubbish"] * 400) for _ in range(4)]
    handled = await asyncio.gather(*(intake.submit(batch) for batch in sent))
    assert [len(one.answers) for one in handled] == [400] * 4
    assert await Scan.all().count() == 1600
